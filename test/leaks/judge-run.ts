// Asks `why` of the corpus's dumps, in this process, and judges the answers. Every program is asked twice:
// with its last dump alone, and with all three. Cost: about a second for each program.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { NamedStudy } from '../../src/analysis/diff/compared.ts'
import { summary } from '../../src/analysis/summary.ts'
import { lazyTrees } from '../../src/analysis/trees.ts'
import { why } from '../../src/analysis/why/why.ts'
import { memorySource } from '../../src/dump/memory-source.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import { createNames } from '../../src/naming/names.ts'
import type { Why } from '../../src/workbench/results.ts'
import { leaks, type Leak, type LeakOptions } from './corpus.ts'
import { judgeWhy, type Judgement } from './judge.ts'
import { programs } from './make-dumps.mjs'

export type Asked = 'one dump' | 'three dumps'

export interface Verdict extends Judgement {
  readonly program: string
  /** `3.1`, `4.0` */
  readonly ruby: string
  readonly traced: boolean
  readonly asked: Asked
  readonly answer: Why
}

/** One leak, both ways. */
function judgeLeak(leak: Leak): Verdict[] {
  const dumps = leak.dumps.map(open)
  const grown = liveBytes(dumps[dumps.length - 1]) - liveBytes(dumps[0])
  const leaked = {
    bytes: leak.measured.bytes.at(-1) ?? 0,
    grownPerRound: grown / (dumps.length - 1),
  }
  return (['one dump', 'three dumps'] as const).map((asked) => {
    const answer = why(asked === 'one dump' ? dumps.slice(-1) : dumps)
    const { name: program, ruby, traced } = leak
    return { ...judgeWhy(answer, leak.truth, leaked), program, ruby, traced, asked, answer }
  })
}

export async function judgeCorpus(options: LeakOptions): Promise<Verdict[]> {
  return (await leaks(options)).flatMap(judgeLeak)
}

/**
 * Programs that nothing was mended by: written after the rules, and judged as they came out. They have
 * no part in the corpus.
 */
export async function judgeHeldOut(options: LeakOptions): Promise<Verdict[]> {
  return (await leaks(options, programs(['held-out']))).flatMap(judgeLeak)
}

/** Bytes that roots reach, by the exact tree; a tracer's table is none of the program's. */
function liveBytes({ study }: NamedStudy): number {
  const { reachableBytes, tracer } = summary(study, { name: '', bytes: 0 }, 1)
  return reachableBytes - (tracer?.bytes ?? 0)
}

function open(path: string): NamedStudy {
  const heap = readHeap(memorySource(gunzipSync(readFileSync(path))))
  return { study: { heap, trees: lazyTrees(heap), names: createNames(heap) }, name: path }
}
