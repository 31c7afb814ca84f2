// Names of instance variables against the truth, under every Ruby at hand. LOUPE_NAMING_TABLE=1 prints
// the rows of the tables in docs/naming.md: every program under every Ruby, which takes two minutes.
import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { forEachRuby, versionNumber, type Ruby } from '../rubies.ts'
import { heapOf, measure, type Accuracy, type Score } from './accuracy.ts'
import { readTruth, type Truth } from './truth.ts'

const SAMPLES = [0, 1, 5, 20]

/** Least share of aligned references that must be named right, by number of samples. */
const FLOORS: Readonly<Record<string, readonly number[]>> = {
  adversary: [0.8, 0.84, 0.86, 0.89],
  ordinary: [0.7, 0.98, 0.99, 0.99],
  'held-out': [0.65, 0.85, 0.95, 0.95],
}

function source(name: string): string {
  return readFileSync(new URL(`${name}.rb`, import.meta.url), 'utf8')
}

async function truthOf(ruby: Ruby, program: string): Promise<Truth> {
  return readTruth(await ruby.dump(`${source(program)}\n${source('truth')}`))
}

function share({ right, references }: Score): number {
  return references === 0 ? 1 : right / references
}

function row(ruby: Ruby, program: string, k: number, found: Accuracy): string {
  const cell = (score: Score) =>
    score.references === 0
      ? '–'
      : `${(100 * share(score)).toFixed(1)} % of ${score.references.toLocaleString('en')}`
  const { exact, aligned, asserted, shapeless } = found
  return `| ${ruby.name} | ${program} | ${k} | ${[exact, aligned, asserted, shapeless].map(cell).join(' | ')} |`
}

/** The hard program under all Rubies, the others under one or two. */
const RUBIES: Readonly<Record<string, readonly string[]>> = {
  ordinary: ['3.3'],
  'held-out': ['3.2', '4.0'],
}

const withShapes = (ruby: Pick<Ruby, 'name' | 'kind'>) => versionNumber(ruby) >= 302

describe.each(Object.keys(FLOORS))('%s', (program) => {
  forEachRuby(
    `names instance variables: ${program}`,
    async (ruby) => {
      const truth = await truthOf(ruby, program)
      const heap = heapOf(truth)
      SAMPLES.forEach((k, at) => {
        const found = measure(heap, truth, k)
        if (process.env['LOUPE_NAMING_TABLE']) console.log(row(ruby, program, k, found))
        expect(share(found.exact), `exact, ${k} samples`).toBe(1)
        expect(share(found.asserted), `asserted, ${k} samples`).toBeGreaterThanOrEqual(0.995)
        expect(share(found.allAsserted), `certain, ${k} samples`).toBeGreaterThanOrEqual(0.995)
        expect(share(found.aligned), `aligned, ${k} samples`).toBeGreaterThanOrEqual(
          FLOORS[program][at],
        )
        // Without help no wrong name may go without a mark.
        if (k === 0) expect([...found.mistakes]).toEqual([])
      })
      const { aligned } = measure(heap, truth, 0)
      expect(aligned.references, 'something was measured').toBeGreaterThan(200)
    },
    (ruby) =>
      withShapes(ruby) &&
      (process.env['LOUPE_NAMING_TABLE'] !== undefined ||
        RUBIES[program] === undefined ||
        RUBIES[program].includes(ruby.name)),
  )
})

forEachRuby(
  'has no names of instance variables but by samples',
  async (ruby) => {
    const truth = await truthOf(ruby, 'adversary')
    const heap = heapOf(truth)
    const [without, ...withSamples] = SAMPLES.map((k) => {
      const found = measure(heap, truth, k)
      if (process.env['LOUPE_NAMING_TABLE']) console.log(row(ruby, 'adversary', k, found))
      return found
    })
    expect(without.shapeless.references).toBeGreaterThan(10_000)
    expect(without.shapeless.right).toBe(0)
    expect(without.allAsserted.references).toBe(0)
    for (const { shapeless, allAsserted } of withSamples) {
      expect(share(shapeless)).toBeGreaterThan(0.85)
      expect(share(allAsserted)).toBeGreaterThanOrEqual(0.995)
    }
  },
  (ruby) => !withShapes(ruby),
)
