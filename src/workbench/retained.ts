// What a run has kept: the tables of it, and the stacks for other tools. From a dump with traced
// allocations or from a profile of vernier; both become groups of one place and one class first.
import { allocations } from '../analysis/allocations.ts'
import type { AllocationOptions } from '../analysis/allocations.ts'
import type { Study } from '../analysis/study.ts'
import { looksLikeProfile, readVernierProfile } from '../analysis/vernier-profile.ts'
import type { AllocationGroup, StackFrame, WeightedStacks } from '../base/allocation-stacks.ts'
import type { Retained, RetainedBy, RetainedGroup, RetainedTable } from './capture-results.ts'

export { looksLikeProfile }

export interface RetainedAnswer {
  readonly result: Retained
  readonly stacks: WeightedStacks
}

/** `limit`: groups of each table. Throws LoupeError `no-answer` where nothing was traced. */
export function retainedOfDump(
  study: Study,
  source: string,
  limit: number,
  options: AllocationOptions = {},
): RetainedAnswer {
  const { groups, total, unreached, agent, untraced } = allocations(study, options)
  const result: Retained = {
    kind: 'retained',
    version: 1,
    way: 'tracing',
    source,
    total,
    tables: TABLES.map((by) => retainedTable(groups, by, limit)),
    unreached,
    agent,
    untraced,
    others: [],
  }
  return { result, stacks: stacksOf(groups) }
}

/** `json`: the parsed profile. Throws LoupeError `not-a-dump` where it is none of retained memory. */
export function retainedOfProfile(json: unknown, source: string, limit: number): RetainedAnswer {
  const { groups, stacks, total } = readVernierProfile(json)
  const result: Retained = {
    kind: 'retained',
    version: 1,
    way: 'vernier',
    source,
    total,
    tables: TABLES.filter((by) => by !== 'class').map((by) => retainedTable(groups, by, limit)),
    others: [],
  }
  return { result, stacks }
}

const TABLES: readonly RetainedBy[] = ['gem', 'file', 'site', 'method', 'class']

export function retainedTable(
  groups: readonly AllocationGroup[],
  by: RetainedBy,
  limit: number,
): RetainedTable {
  const tallies = new Map<string, Tally>()
  const unknown: Tally = { name: '', count: 0, bytes: 0 }
  for (const group of groups) {
    const name = nameOf(group, by)
    const tally = name === undefined ? unknown : tallyOf(tallies, name)
    tally.count += group.count
    tally.bytes += group.bytes
  }
  const sorted: RetainedGroup[] = [...tallies.values()].sort(
    (a, b) => b.bytes - a.bytes || b.count - a.count,
  )
  return {
    by,
    groups: sorted.slice(0, limit),
    groupCount: sorted.length,
    unknown: { count: unknown.count, bytes: unknown.bytes },
  }
}

interface Tally {
  readonly name: string
  count: number
  bytes: number
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name)
  if (tally === undefined) tallies.set(name, (tally = { name, count: 0, bytes: 0 }))
  return tally
}

function nameOf(group: AllocationGroup, by: RetainedBy): string | undefined {
  const { file, line, gem } = group
  if (by === 'gem') return file === undefined ? undefined : gem
  if (by === 'site') return file === undefined || line === undefined ? file : `${file}:${line}`
  return group[by]
}

/**
 * Ruby's tracing knows no callers, only the line, so these are no call stacks: gem, then file, then
 * line with its method, then class, each on top of the one before.
 */
function stacksOf(groups: readonly AllocationGroup[]): WeightedStacks {
  const frames: StackFrame[] = []
  const frameOf: number[] = []
  const below: number[] = []
  const numbers = new Map<string, number>()
  const on = (stack: number, frame: StackFrame): number => {
    const key = JSON.stringify([stack, frame.name, frame.line])
    let number = numbers.get(key)
    if (number === undefined) {
      number = frameOf.push(frames.push(frame) - 1) - 1
      below.push(stack)
      numbers.set(key, number)
    }
    return number
  }
  const samples = groups.map(({ gem, file, line, method, class: klass, bytes, count }) => {
    const kind = gem === 'app' ? 'app' : /^(Ruby itself|stdlib )/.test(gem) ? 'ruby' : 'gem'
    let stack = on(-1, { name: gem, kind })
    if (file !== undefined) {
      stack = on(stack, { name: file, kind, file })
      const at = { file, ...(line === undefined ? {} : { line }) }
      const name = `${method ?? '(top level)'}${line === undefined ? '' : `, line ${line}`}`
      stack = on(stack, { name, kind, ...at })
    }
    if (klass !== undefined) stack = on(stack, { name: klass, kind: 'class' })
    return { stack, bytes, count }
  })
  return { frames, frameOf, below, samples }
}
