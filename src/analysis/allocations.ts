// What was allocated while allocations were traced and is still alive, by place and class. Alive is
// what a root reaches; what none reaches is counted beside it, as garbage that was not yet collected
// or held by another thread's stack. What the capturing agent made for itself is left out, and
// counted too. Cost: one pass over the rows, and the dominator tree for what is reached.
import type { AllocationGroup } from '../base/allocation-stacks.ts'
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import { gemOf } from './gem-of.ts'
import { isPartial, isReachable, shallowSize, type Study } from './study.ts'

export interface CountedBytes {
  count: number
  bytes: number
}

export interface Allocations {
  /** Most bytes first. */
  readonly groups: readonly AllocationGroup[]
  readonly total: CountedBytes
  /** Traced, but no root reaches it; nothing where the dump has no roots. */
  readonly unreached: CountedBytes
  /** Of the agent that took the dump. */
  readonly agent: CountedBytes
  /** Objects that were there before tracing began, or of which Ruby does not know the place. */
  readonly untraced: CountedBytes
}

export interface AllocationOptions {
  /** Only objects of this generation and later ones. */
  readonly since?: number
}

const AGENT = /\/loupe_(?:agent|command|exercise|vernier)\.rb$/

/** Throws LoupeError `no-answer` where allocations were not traced. */
export function allocations(study: Study, { since = 0 }: AllocationOptions = {}): Allocations {
  const { heap, names } = study
  const { site, generation } = heap.columns
  const { sites } = heap
  if (sites.count === 0) {
    throw new LoupeError(
      'no-answer',
      'this dump does not tell where objects were allocated: allocations were not traced.',
      'Run the program with loupe retained -- COMMAND, or trace allocations and dump again.',
    )
  }
  const { groupOf, names: classes } = names.groups
  const isAgents = Uint8Array.from({ length: sites.count }, (_, each) =>
    sites.file[each] !== NONE && AGENT.test(sites.strings[sites.file[each]]) ? 1 : 0,
  )
  const partial = isPartial(study)
  const [total, unreached, agent, untraced] = [none(), none(), none(), none()]
  /** site × classes + class -> tally */
  const tallies = new Map<number, CountedBytes>()
  for (let row = 0; row < heap.count; row++) {
    const bytes = shallowSize(study, row)
    const at = site[row] ?? NONE
    const age = generation[row] ?? NONE
    if (at === NONE || (since > 0 && (age === NONE || age < since))) {
      add(untraced, bytes)
    } else if (isAgents[at] === 1) {
      add(agent, bytes)
    } else if (!partial && !isReachable(study, row)) {
      add(unreached, bytes)
    } else {
      add(total, bytes)
      const key = at * (classes.length + 1) + (groupOf[row] === NONE ? 0 : groupOf[row] + 1)
      const tally = tallies.get(key)
      if (tally === undefined) tallies.set(key, { count: 1, bytes })
      else add(tally, bytes)
    }
  }
  const groups = [...tallies].map(([key, { count, bytes }]): AllocationGroup => {
    const at = Math.floor(key / (classes.length + 1))
    const ofClass = key % (classes.length + 1)
    const file = sites.file[at] === NONE ? undefined : sites.strings[sites.file[at]]
    return {
      gem: file === undefined ? 'unknown' : gemOf(file),
      file,
      line: sites.line[at] === 0 ? undefined : sites.line[at],
      method: sites.method[at] === NONE ? undefined : sites.strings[sites.method[at]],
      class: ofClass === 0 ? undefined : classes[ofClass - 1],
      count,
      bytes,
    }
  })
  groups.sort((a, b) => b.bytes - a.bytes || b.count - a.count)
  return { groups, total, unreached, agent, untraced }
}

function none(): CountedBytes {
  return { count: 0, bytes: 0 }
}

function add(tally: CountedBytes, bytes: number): void {
  tally.count++
  tally.bytes += bytes
}
