// `heap.strngs` says that there is no strngs and what was probably meant, instead of `undefined`. A
// Proxy at the end of the prototype chain hears only of names that nothing before it has, so that
// all others are as fast as ever.

import { editDistance } from '../base/edit-distance.ts'
import { LoupeError } from '../base/errors.ts'
import { snakeCase } from './aliases.ts'

/** Names that JavaScript and its tools ask any object for. */
const QUIET: ReadonlySet<string> = new Set(
  'then catch href protocol toJSON constructor inspect nodeType length size slice equals domain stack message name'.split(
    ' ',
  ),
)
const INDEX = /^-?\d+$/

/** `owner`: what the sentence calls it. */
export function guardMembers(owner: string, prototype: object): void {
  let last: object = prototype
  for (let up = above(last); up !== null && !isEnd(up); up = above(last)) last = up
  const beyond = above(last)
  if (beyond === null) return
  const guard = new Proxy(beyond, {
    get(target, key, receiver: object) {
      const known =
        typeof key === 'symbol' || INDEX.test(key) || QUIET.has(key) || Reflect.has(target, key)
      if (known) return Reflect.get(target, key, receiver) as unknown
      const field = owner === 'HeapObject' ? fieldOf(receiver, key) : undefined
      if (field !== undefined) return field
      throw missing(owner, key, memberNames(prototype))
    },
  })
  Object.setPrototypeOf(last, guard)
}

function above(of: object): object | null {
  return Object.getPrototypeOf(of) as object | null
}

/** The end of a chain: Object's prototype, or a Proxy before it, which has no constructor of its own. */
function isEnd(prototype: object): boolean {
  return prototype === Object.prototype || !Object.hasOwn(prototype, 'constructor')
}

/** Any field of the record by its name, as in the dump. */
function fieldOf(object: object, key: string): unknown {
  const { data } = object as { data?: Record<string, unknown> }
  return data !== undefined && Object.hasOwn(data, key) ? data[key] : undefined
}

function missing(owner: string, key: string, names: readonly string[]): LoupeError {
  const near = nearestMembers(key, names)
  const many = key.length > 60 ? `${key.slice(0, 60)}…` : key
  return new LoupeError(
    'usage',
    `a ${owner} has no ${many}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `help("${owner}") lists what it has.`,
  )
}

/** Every public name of a prototype and those above it. */
function memberNames(prototype: object): string[] {
  const names = new Set<string>()
  for (let at: object | null = prototype; at !== null && !isEnd(at); at = above(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== 'constructor' && !name.startsWith('_')) names.add(name)
    }
  }
  return [...names]
}

/** The two nearest at most, in the spelling that was typed. */
export function nearestMembers(typed: string, names: readonly string[]): string[] {
  const wanted = flat(typed)
  const snake = typed.includes('_') || typed === typed.toLowerCase()
  const most = Math.max(1, Math.floor(wanted.length * 0.34))
  const found = new Map<string, number>()
  for (const name of names) {
    const other = flat(name)
    const distance = other === wanted ? 0 : editDistance(wanted, other, most)
    const starts = wanted.length >= 3 && other.startsWith(wanted)
    if (distance > most && !starts) continue
    const shown = snake ? snakeCase(name) : name
    if (snake !== shown.includes('_') && names.includes(snakeCase(name)) && !snake) continue
    found.set(shown, Math.min(found.get(shown) ?? Infinity, starts ? 0.5 : distance))
  }
  return [...found]
    .sort((a, b) => a[1] - b[1] || a[0].length - b[0].length)
    .slice(0, 2)
    .map(([name]) => name)
}

function flat(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
