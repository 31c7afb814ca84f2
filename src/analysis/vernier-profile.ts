// Reads what the vernier gem writes in its retained mode: a Firefox profile in the processed format
// whose samples are objects that were allocated during the run and still alive at its end, each with
// its size and the whole stack that made it. Of what class they are it does not say. The stacks of what
// Loupe wrote in that format (export/firefox-profile.ts) are read too. Cost: one pass over the samples
// and one over the stacks.
import { LoupeError } from '../base/errors.ts'
import type {
  AllocationGroup,
  FrameKind,
  StackFrame,
  StackTree,
  WeightedStacks,
} from '../base/allocation-stacks.ts'
import { gemOf } from './gem-of.ts'

export interface VernierProfile {
  /** Most bytes first; one for each stack. */
  readonly groups: readonly AllocationGroup[]
  readonly stacks: WeightedStacks
  readonly total: { readonly count: number; readonly bytes: number }
}

/** Whether this is a profile at all: `text` is the beginning of a file. */
export function looksLikeProfile(text: string): boolean {
  return /^\s*\{\s*"(?:meta|libs|threads|profile)"\s*:/.test(text)
}

/**
 * `json`: the parsed file. Throws LoupeError `not-a-dump` where it is no profile of retained memory:
 * of another program, of time, or damaged.
 */
export function readVernierProfile(json: unknown): VernierProfile {
  const meta = record(record(json)['meta'])
  const product = meta['product']
  if (typeof product !== 'string' || !product.startsWith('Ruby/Vernier')) {
    throw wrong('It is not one of vernier: it does not say "product": "Ruby/Vernier".')
  }
  const threads = list(record(json)['threads']).map(record)
  const thread = threadOfBytes(threads)
  const tree = stackTreeOf(thread)
  const { frames, frameOf } = tree
  const samples = tallied(record(thread['samples']), frameOf.length)
  const stacks: WeightedStacks = { ...tree, samples }
  const groups = samples.map(({ stack, bytes, count }): AllocationGroup => {
    const place = placeOf(stacks, stack)
    const leaf = frames[frameOf[stack]]
    return {
      gem: place?.file === undefined ? 'unknown' : gemOfFiltered(place.file),
      file: place?.file,
      line: place?.line,
      method: leaf?.name,
      class: undefined,
      count,
      bytes,
      stack,
    }
  })
  groups.sort((a, b) => b.bytes - a.bytes || b.count - a.count)
  let count = 0
  let bytes = 0
  for (const sample of samples) {
    count += sample.count
    bytes += sample.bytes
  }
  return { groups, stacks, total: { count, bytes } }
}

export interface ProfileStacks {
  readonly stacks: WeightedStacks
  /** False: made by tracing, which knows lines; below a line lie its file and gem, on it a class. */
  readonly hasCallers: boolean
}

/**
 * Of vernier's file or of one that Loupe wrote. `json`: the parsed file. Throws LoupeError
 * `not-a-dump` as `readVernierProfile` does.
 */
export function readProfileStacks(json: unknown): ProfileStacks {
  const meta = record(record(json)['meta'])
  if (meta['importedFrom'] !== 'Loupe') {
    return { stacks: readVernierProfile(json).stacks, hasCallers: true }
  }
  const threads = list(record(json)['threads']).map(record)
  const thread = threadOfBytes(threads)
  const tree = stackTreeOf(thread)
  const bytes = tallied(record(thread['samples']), tree.frameOf.length)
  const numbers = threads.find((each) => record(each['samples'])['weightType'] === 'samples')
  /** stack -> its objects */
  const counts = new Map(
    tallied(record(numbers?.['samples']), tree.frameOf.length).map((each) => [
      each.stack,
      each.bytes,
    ]),
  )
  const samples = bytes.map((each) => ({ ...each, count: counts.get(each.stack) ?? each.count }))
  const classes = list(meta['categories']).findIndex((each) => record(each)['name'] === 'Class')
  const hasCallers = !list(record(thread['frameTable'])['category']).includes(classes)
  return { stacks: { ...tree, samples }, hasCallers }
}

function threadOfBytes(threads: readonly Readonly<Record<string, unknown>>[]) {
  const thread = threads.find((each) => record(each['samples'])['weightType'] === 'bytes')
  if (thread !== undefined) return thread
  throw wrong(
    'It counts samples of time, not bytes.',
    'Take one with Vernier.trace_retained(out: FILE) { … }, or with loupe retained -- COMMAND.',
  )
}

function stackTreeOf(thread: Readonly<Record<string, unknown>>): StackTree {
  const frames = framesOf(thread)
  const stackTable = record(thread['stackTable'])
  const frameOf = indexes(stackTable['frame'], frames.length, 'stackTable.frame')
  const below = list(stackTable['prefix']).map((each, stack) => {
    if (each === null) return -1
    return index(each, stack, 'stackTable.prefix')
  })
  if (below.length !== frameOf.length) throw wrong('The columns of stackTable differ in length.')
  return { frames, frameOf, below }
}

function framesOf(thread: Readonly<Record<string, unknown>>): StackFrame[] {
  const strings = list(thread['stringArray']).map(String)
  const table = record(thread['frameTable'])
  const funcs = record(thread['funcTable'])
  const names = indexes(funcs['name'], strings.length, 'funcTable.name')
  const files = list(funcs['fileName'])
  const lines = list(table['line'])
  return indexes(table['func'], names.length, 'frameTable.func').map((func, frame) => {
    const at = files[func]
    const file = at === null || at === undefined ? '' : strings[index(at, strings.length, 'file')]
    const line = lines[frame]
    const name = strings[names[func]]
    if (file === '' || file === '<cfunc>') return { name, kind: 'c' }
    return {
      name,
      kind: kindOf(file),
      file,
      ...(typeof line === 'number' && line > 0 ? { line } : {}),
    }
  })
}

/** stack -> its objects: vernier writes a sample for each. */
function tallied(
  samples: Readonly<Record<string, unknown>>,
  stackCount: number,
): { stack: number; bytes: number; count: number }[] {
  const stacks = list(samples['stack'])
  const weights = list(samples['weight'])
  if (stacks.length !== weights.length) throw wrong('The columns of samples differ in length.')
  const tallies = new Map<number, { stack: number; bytes: number; count: number }>()
  stacks.forEach((each, at) => {
    const stack = index(each, stackCount, 'samples.stack')
    const bytes = weights[at]
    if (typeof bytes !== 'number' || !(bytes >= 0)) throw wrong('A weight is no number of bytes.')
    const tally = tallies.get(stack)
    if (tally === undefined) tallies.set(stack, { stack, bytes, count: 1 })
    else {
      tally.bytes += bytes
      tally.count++
    }
  })
  return [...tallies.values()]
}

/** The line of Ruby that a C method was called from stands for it, as in allocation tracing. */
function placeOf({ frames, frameOf, below }: WeightedStacks, leaf: number): StackFrame | undefined {
  for (let stack = leaf; stack >= 0; stack = below[stack]) {
    const frame = frames[frameOf[stack]]
    if (frame.kind !== 'c') return frame
  }
  return undefined
}

/** Vernier shortens paths: `gem:rack-3.0.8:lib/rack.rb`, `rubylib:3.3.0:json/common.rb`. */
function gemOfFiltered(file: string): string {
  const [, name, version] = /^gem:(.+?)-(\d[^:]*):/.exec(file) ?? []
  if (name !== undefined) return `${name} ${version}`
  const [, library] = /^rubylib:[^:]*:([^/]+)/.exec(file) ?? []
  return library === undefined ? gemOf(file) : `stdlib ${library.replace(/\.rb$/, '')}`
}

function kindOf(file: string): FrameKind {
  const gem = gemOfFiltered(file)
  if (gem === 'app') return 'app'
  return gem === 'Ruby itself' || gem.startsWith('stdlib ') ? 'ruby' : 'gem'
}

function indexes(value: unknown, count: number, where: string): number[] {
  return list(value).map((each) => index(each, count, where))
}

function index(value: unknown, count: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count) {
    return value
  }
  throw wrong(`A number in ${where} leads nowhere.`)
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function wrong(why: string, next?: string): LoupeError {
  return new LoupeError('not-a-dump', `This profile cannot be read. ${why}`, next)
}
