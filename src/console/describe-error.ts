// What went wrong with a line, in words of the one who typed it: no stack, no names from inside, and
// what to type instead where that is known.

import { LoupeError } from '../base/errors.ts'
import { safeText } from '../report/safe-text.ts'
import { snakeCase } from './aliases.ts'
import { ENTRIES } from './help-entries.ts'
import { BARE_METHODS } from './ruby-methods.ts'
import { nearestMembers } from './missing-member.ts'

export interface Described {
  readonly message: string
  readonly next?: string
  /** Ctrl-C, not a mistake. */
  readonly interrupted?: boolean
}

/** `globals`: names that could have been meant. */
export function describeError(error: unknown, globals: readonly string[]): Described {
  if (error instanceof LoupeError) {
    return {
      message: error.message,
      ...(error.next === undefined ? {} : { next: error.next }),
    }
  }
  if (!isError(error)) return { message: `thrown: ${safeText(String(error))}` }
  if (error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
    return { message: 'interrupted', interrupted: true }
  }
  const message = plain(error.message)
  const known =
    nilHasNo(message) ?? notAFunction(message) ?? notDefined(message, globals) ?? noModule(message)
  return known ?? { message: `${error.name}: ${message}` }
}

/** Without what the console's own translation put there. */
function plain(message: string): string {
  return message
    .replace(/\[\$call\.(\w+)\]/g, '.$1')
    .replace(/Symbol\(loupe: (\w+)\)/g, '$1')
    .replace(/\(intermediate value\)/g, '…')
}

function nilHasNo(message: string): Described | undefined {
  const [, name] =
    /^Cannot (?:read|set) properties of (?:null|undefined) \((?:reading|setting) '(.+)'\)$/s.exec(
      message,
    ) ?? []
  if (name === undefined) return undefined
  return {
    message: `nil has no ${name}.`,
    next: `What stands before .${name} gave nil. Nil-safe is ?.${name}`,
  }
}

function notAFunction(message: string): Described | undefined {
  const [, what] = /^(.+) is not a function$/s.exec(message) ?? []
  if (what === undefined) return undefined
  const name = /([\w$]+)$/.exec(what)?.[1] ?? what
  if (READ.has(snakeCase(name))) {
    return {
      message: `${what} is not a function.`,
      next: `It is there to be read, without parentheses: ${what}`,
    }
  }
  return hasNo(name)
}

/** Where a line ends in `.name` and gave nothing: undefined where something is called so. */
export function unknownName(code: string): Described | undefined {
  const [, name] = /[\w$)\]]\??\.\s*([A-Za-z_$][\w$]*)\s*;?\s*$/.exec(code) ?? []
  if (name === undefined || METHODS.includes(name)) return undefined
  const isKnown = MEMBERS.some((entry) => entry.name === name || snakeCase(entry.name) === name)
  return isKnown ? undefined : hasNo(name)
}

function hasNo(name: string): Described {
  const near = nearestMembers(name, METHODS).filter((each) => each !== name)
  return {
    message: `what stands before .${name} has nothing of that name.`,
    next:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Lists, texts and numbers have the methods of JavaScript and the usual ones of Ruby; what has more, ls value tells.',
  }
}

const MEMBERS = Object.values(ENTRIES).flat()

/** What is no method of heaps, objects, collections and diffs. */
const READ: ReadonlySet<string> = new Set(
  MEMBERS.filter(({ name, takes }) => takes === undefined && !BARE_METHODS.has(name)).map(
    ({ name }) => snakeCase(name),
  ),
)

/** What lists, texts and numbers can do here. */
const METHODS: readonly string[] = [
  ...new Set(
    [Array.prototype, Map.prototype, String.prototype, Number.prototype].flatMap((each) =>
      Object.getOwnPropertyNames(each),
    ),
  ),
]

function noModule(message: string): Described | undefined {
  const [, name] = /^Cannot find module '([^']+)'/.exec(message) ?? []
  if (name === undefined) return undefined
  return {
    message: `there is no module ${safeText(name)}.`,
    next: 'All of Loupe is loaded. Of Ruby, only the language is known here, not its libraries.',
  }
}

function notDefined(message: string, globals: readonly string[]): Described | undefined {
  const [, name] = /^(.+) is not defined$/.exec(message) ?? []
  if (name === undefined) return undefined
  const instead = OF_RUBY[name]
  if (instead !== undefined) return { message: `there is no ${name} here.`, next: instead }
  if (/^\p{Lu}/u.test(name)) {
    return {
      message: `there is no ${name} here.`,
      next: `Classes of the dump go by their names in quotes: class_named("${name}")`,
    }
  }
  const dumps = DUMPS.filter((each) => globals.includes(each))
  if (DUMPS.includes(name.replace(/^\$/, '')))
    return { message: `there is no ${name} here.`, next: dumpsHere(dumps) }
  const near = nearestMembers(name, globals)
  return {
    message: `there is no ${name} here.`,
    next:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'help shows what there is to begin with.',
  }
}

/** Classes of Ruby that people make things of. */
const OF_RUBY: Readonly<Record<string, string>> = {
  Hash: 'To count: objects.tally(&:type), or objects.count_by("type"). An empty hash is {}.',
  Time: 'The time is new Date().',
}

const DUMPS: readonly string[] = ['heap', 'before', 'after', 'later', 'diff']

function dumpsHere(dumps: readonly string[]): string {
  if (dumps.length === 1) return `The dump is called ${dumps[0]}; a diff needs two of them.`
  return `The dumps are ${dumps.filter((each) => each !== 'diff').join(', ')}; diff compares them.`
}

function isError(error: unknown): error is Error & { readonly code?: string } {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error
}
