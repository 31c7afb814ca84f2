// What a capture file beside the dump names: constants, globals, class and instance variables, struct
// members, threads. Names hang on addresses, so a file that belongs to another dump would name
// wrongly: before the first answer, the classes it lists are looked up in the dump, and where they
// are called otherwise nothing of it is used.
// Cost: tables of the listed addresses, made when first asked.
import { NONE } from '../base/record.ts'
import type {
  AddressByName,
  CaptureFacts,
  ModuleFacts,
  SampleFacts,
  ThreadFacts,
} from '../heap/capture-facts.ts'
import type { Heap } from '../heap/heap.ts'
import type { RowAt } from './row-at.ts'

export interface CapturedNames {
  /** The names that these hold an object by; several where it has several. */
  constants(classRow: number, target: number): readonly string[]
  classVariables(classRow: number, target: number): readonly string[]
  /** Class-level instance variables. */
  ivars(classRow: number, target: number): readonly string[]
  globals(target: number): readonly string[]
  thread(row: number): ThreadFacts | undefined
  /** Names of the members of a Struct or Data class; empty where unknown. */
  members(classRow: number): readonly string[]
  /** Of an object that was sampled: its ivars with the row of each value, NONE for what has none. */
  sampleOf(row: number): readonly (readonly [string, number])[] | undefined
  /** Samples of the instances of a class, by list of instance variables. */
  samplesOf(classRow: number): readonly SampledList[]
}

export interface SampledList {
  readonly ivars: readonly string[]
  readonly instances: number
  readonly seen: number
  /** Of each sampled object: its row, then the row of each value, NONE for what has none. */
  readonly rows: readonly Uint32Array[]
}

const CHECKED = 200
const SHARE_TO_FIT = 0.9

/** Undefined where the facts are of another process or moment than the dump. */
export function createCapturedNames(
  heap: Heap,
  facts: CaptureFacts,
  rowOf: RowAt,
): CapturedNames | undefined {
  const { pages, columns, classes } = heap
  if (!namesFit()) return undefined
  let modules: Map<string, ModuleFacts> | undefined
  let threads: Map<string, ThreadFacts> | undefined
  let groups: Map<string, SampleFacts[]> | undefined
  let sampled: Map<string, readonly [SampleFacts, number]> | undefined
  const inverse = new Map<AddressByName, Map<string, string[]>>()

  function namesFit(): boolean {
    let agree = 0
    let checked = 0
    const named = facts.modules.filter(({ name }) => name !== undefined)
    if (named.length === 0)
      return facts.modules.length === 0 || rowOf(facts.modules[0].address) !== NONE
    const step = Math.max(1, Math.floor(named.length / CHECKED))
    for (let i = 0; i < named.length; i += step) {
      const row = rowOf(named[i].address)
      const entry = row === NONE ? -1 : classes.entryOf(row)
      checked++
      if (entry >= 0 && classes.name[entry] === named[i].name) agree++
    }
    return agree >= checked * SHARE_TO_FIT
  }

  function addressOf(row: number): string {
    return row < heap.count ? pages.addressOf(columns.code[row]) : ''
  }

  function namesIn(names: AddressByName | undefined, target: number): readonly string[] {
    if (names === undefined || names.size === 0) return []
    let byAddress = inverse.get(names)
    if (byAddress === undefined) {
      inverse.set(names, (byAddress = new Map()))
      for (const [name, address] of names) {
        const known = byAddress.get(address)
        if (known === undefined) byAddress.set(address, [name])
        else known.push(name)
      }
    }
    return byAddress.get(addressOf(target)) ?? []
  }

  function moduleAt(row: number): ModuleFacts | undefined {
    modules ??= new Map(facts.modules.map((each) => [each.address, each]))
    return modules.get(addressOf(row))
  }

  function sampleOf(row: number): readonly (readonly [string, number])[] | undefined {
    if (sampled === undefined) {
      sampled = new Map()
      for (const group of facts.objects) {
        group.samples.forEach((sample, i) => sampled?.set(sample[0], [group, i]))
      }
    }
    const found = sampled.get(addressOf(row))
    if (found === undefined) return undefined
    const [{ ivars, samples }, at] = found
    return ivars.map((name, i) => [name, valueRow(samples[at][i + 1])] as const)
  }

  function valueRow(address: string | null | undefined): number {
    return address === null || address === undefined ? NONE : rowOf(address)
  }

  function samplesOf(classRow: number): readonly SampledList[] {
    if (groups === undefined) {
      groups = new Map()
      for (const group of facts.objects) {
        const known = groups.get(group.class)
        if (known === undefined) groups.set(group.class, [group])
        else known.push(group)
      }
    }
    return (groups.get(addressOf(classRow)) ?? []).map(({ ivars, instances, seen, samples }) => ({
      ivars,
      instances,
      seen,
      rows: samples.map((sample) => Uint32Array.from(sample, valueRow)),
    }))
  }

  return {
    constants: (classRow, target) => namesIn(moduleAt(classRow)?.constants, target),
    classVariables: (classRow, target) => namesIn(moduleAt(classRow)?.classVariables, target),
    ivars: (classRow, target) => namesIn(moduleAt(classRow)?.ivars, target),
    globals: (target) => namesIn(facts.globals, target),
    thread(row) {
      threads ??= new Map(facts.threads.map((each) => [each.address, each]))
      return threads.get(addressOf(row))
    },
    members: (classRow) => moduleAt(classRow)?.members ?? [],
    sampleOf,
    samplesOf,
  }
}
