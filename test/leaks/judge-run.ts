// Asks `why` of the corpus's dumps, in this process, and judges the answers. Every program is asked twice:
// with its last dump alone, and with all three. Cost: about a second for each program.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { NamedStudy } from '../../src/analysis/diff/compared.ts'
import { summary } from '../../src/analysis/summary.ts'
import { lazyTrees } from '../../src/analysis/trees.ts'
import { why } from '../../src/analysis/why/why.ts'
import { memorySource } from '../../src/dump/memory-source.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import { createNames } from '../../src/naming/names.ts'
import type { Why } from '../../src/workbench/results.ts'
import { leaks, rubiesOf, type Leak, type LeakOptions } from './corpus.ts'
import { judgeWhy, type Judgement } from './judge.ts'
import { dumpsOf, perRound, programs, runsUnder, together, type Measured } from './make-dumps.mjs'
import type { Truth } from './truth.ts'

/** Beside the folders of the corpus; this file may be bundled, and lie elsewhere. */
const HELD_OUT = join(dirname(programs()[0].truthFile), '..', 'held-out')

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
export function judgeLeak(leak: Leak): Verdict[] {
  const dumps = leak.dumps.map(open)
  const measured: Measured = JSON.parse(
    readFileSync(join(dirname(leak.dumps[0]), 'measured.json'), 'utf8'),
  )
  const grown = liveBytes(dumps[dumps.length - 1]) - liveBytes(dumps[0])
  const leaked = { bytes: measured.bytes.at(-1) ?? 0, grownPerRound: grown / (dumps.length - 1) }
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
  const { traced = false, only } = options
  const heldOut = readdirSync(HELD_OUT)
    .filter((file) => file.endsWith('.rb'))
    .filter((file) => only === undefined || only.includes(basename(file, '.rb')))
    .toSorted()
    .map((file) => {
      const truthFile = join(HELD_OUT, file.replace(/\.rb$/, '.json'))
      const truth: Truth = JSON.parse(readFileSync(truthFile, 'utf8'))
      const source = readFileSync(join(HELD_OUT, file), 'utf8')
      return { name: basename(file, '.rb'), source, truthFile, truth }
    })
  const jobs = rubiesOf(options).flatMap((ruby) =>
    heldOut
      .filter((program) => runsUnder(program, ruby))
      .map((program) => async (): Promise<Leak> => {
        const { dumps, measured } = await dumpsOf(program, ruby, traced)
        const truth = { ...program.truth, perRound: perRound(measured) }
        return { name: program.name, ruby: ruby.name, kind: ruby.kind, traced, dumps, truth }
      }),
  )
  return (await together(jobs)).flatMap(judgeLeak)
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
