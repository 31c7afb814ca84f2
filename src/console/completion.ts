// Tab: names of classes inside quotes, addresses and handles inside `at("…")`, members after a dot,
// in both spellings. What stands before the dot is not run: the table of help entries tells what each
// member gives, so completing costs nothing, whatever the line would do.

import type { Collection, Heap } from '../library/api.ts'
import { snakeCase } from './aliases.ts'
import { entriesOf } from './help-entries.ts'
import type { Gives, HelpEntry, Owner } from './help-entries.ts'
import type { Dumps } from './dumps.ts'
import { ownerOf } from './owners.ts'
import type { Session } from './session.ts'
import { entryNamed } from './synonyms.ts'

/** What fits, and the part of the line that it stands for. */
export type Completion = [string[], string]

const MOST = 200
const CLASS_NAME =
  /(?:class_?[nN]amed|instances_?[oO]f|find_?[pP]ath|merged_?[pP]aths|retained|klass:)\s*\(?\s*(["'`])([^"'`]*)$/
const PLACE = /\b(?:at|has|find_?[pP]ath|paths|retained)\s*\(?\s*(["'`])((?:0x|@)[\da-f]*)$/
const COUNT_KEY = /\b(?:count_?[bB]y|sum_?[bB]y)\s*\(?\s*(["'`])([\w-]*)$/
const MEMBER =
  /(?:^|[^\w$.\])])([\w$]+(?:\s*(?:\?|&)?\.\s*[\w$]+[?!]?|\([^()]*\)|\[[^[\]]*\])*)\s*(?:\?|&)?\.\s*([\w$]*)$/

/** Undefined: not a case for us, JavaScript's own completion may know. */
export function completeLine(line: string, dumps: Dumps, session: Session): Completion | undefined {
  const key = COUNT_KEY.exec(line)
  if (key !== null) return [startingWith(COUNT_KEYS, key[2] ?? ''), key[2] ?? '']
  const place = PLACE.exec(line)
  if (place !== null) return [places(place[2] ?? '', heapOf(line, dumps), session), place[2] ?? '']
  const named = CLASS_NAME.exec(line)
  if (named !== null) {
    return [startingWith(classNames(heapOf(line, dumps)), named[2] ?? ''), named[2] ?? '']
  }
  const member = MEMBER.exec(line)
  if (member !== null) return members(member[1] ?? '', member[2] ?? '')
  const [word] = /(?<![\w$."'`])[a-z$_][\w$]*$/i.exec(line) ?? []
  if (word === undefined) return undefined
  const found = startingWith(session.globals, word)
  return found.length > 0 ? [found, word] : undefined
}

const COUNT_KEYS =
  'class type imemo struct file site method gem owner generation size-class klass location imemoType'.split(
    ' ',
  )

/** Where there are too many, the namespaces they are in: a part of them would look like all. */
function startingWith(names: readonly string[], start: string): string[] {
  const found = names.filter((each) => each.startsWith(start))
  if (found.length <= MOST) return found
  const spaces = found.map((each) => {
    const end = each.indexOf('::', start.length)
    return end < 0 ? each : each.slice(0, end + 2)
  })
  return [...new Set(spaces)]
}

/** Members of what a chain like `heap.class_named("Work").first` would give. */
function members(chain: string, typed: string): Completion | undefined {
  const owner = ownerAfter(chain)
  if (owner === undefined) return undefined
  const names = entriesOf(owner).map(({ name }) => name)
  // Ruby's spelling first; JavaScript's where it was begun with.
  const snake = startingWith(names.map(snakeCase), typed)
  const found = /[A-Z]/.test(typed) || snake.length === 0 ? startingWith(names, typed) : snake
  return [[...new Set(found)].sort(), typed]
}

export function ownerAfter(chain: string): Owner | undefined {
  const steps = stepsOf(chain)
  const [root, ...rest] = steps
  if (root === undefined) return undefined
  let gives: Gives | undefined = ownerOf((globalThis as Record<string, unknown>)[root.name])
  for (const { name, called, index } of rest) {
    if (gives === undefined || gives === 'value') return undefined
    if (index) {
      gives = gives === 'Collection' || gives === 'Path' ? 'HeapObject' : undefined
      continue
    }
    if (gives === 'Map' || gives === 'Array') return undefined
    const entry: HelpEntry | undefined = entryNamed(entriesOf(gives), name)
    gives = entry?.gives
    // first, last and sample give many where they are told how many.
    if (/^(?:first|last|sample)$/.test(name) && called !== '') gives = 'Collection'
  }
  return gives === 'Map' || gives === 'Array' || gives === 'value' ? undefined : gives
}

interface Step {
  readonly name: string
  /** What stood in the parentheses. */
  readonly called: string
  readonly index: boolean
}

function stepsOf(chain: string): Step[] {
  const steps: Step[] = []
  for (const [, name, given, index] of chain.matchAll(
    /(?:\.\s*|^)([\w$]+)(?:\(([^()]*)\))?|\[([^[\]]*)\]/g,
  )) {
    if (index !== undefined) steps.push({ name: '', called: '', index: true })
    else if (name !== undefined) steps.push({ name, called: given?.trim() ?? '', index: false })
  }
  return steps
}

/** The heap that a line speaks of; of a diff, the later one. */
function heapOf(line: string, { heaps, diff }: Dumps): Heap | undefined {
  const named = heaps.filter(({ variable }) => line.includes(variable)).at(-1)
  return named?.heap ?? diff?.after ?? heaps.at(-1)?.heap
}

const NAMES = new WeakMap<Heap, readonly string[]>()

function classNames(heap: Heap | undefined): readonly string[] {
  if (heap === undefined) return []
  let names = NAMES.get(heap)
  if (names === undefined) {
    const all = new Set<string>()
    for (const of of [heap.classes, heap.modules]) {
      for (const { name } of of) if (name !== null) all.add(name)
    }
    NAMES.set(heap, (names = [...all].sort()))
  }
  return names
}

/** What was printed last comes first; further addresses are looked for as long as that is quick. */
function places(start: string, heap: Heap | undefined, session: Session): string[] {
  const found = startingWith([...session.seen], start)
  if (found.length > 0 || heap === undefined || !start.startsWith('0x') || start.length < 6) {
    return found
  }
  return addresses(heap.objects, start)
}

/** Milliseconds. */
const PATIENCE = 300

function addresses(objects: Collection, start: string): string[] {
  const found: string[] = []
  const began = performance.now()
  let looked = 0
  for (const { address } of objects) {
    if (address.startsWith(start) && found.push(address) >= 50) break
    if ((++looked & 1023) === 0 && performance.now() - began > PATIENCE) break
  }
  return found
}
