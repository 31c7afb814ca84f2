import fc from 'fast-check'
import { expect, test } from 'vitest'
import { align } from './alignment.ts'

/** Every rising sequence of shifts, with its weight. */
function* sequences(weights: Float64Array, references: number, shifts: number) {
  const chosen: number[] = []
  function* next(from: number, weight: number): Generator<[readonly number[], number]> {
    if (chosen.length === references) {
      yield [[...chosen], weight]
      return
    }
    const at = chosen.length * shifts
    for (let d = from; d < shifts; d++) {
      chosen.push(d)
      yield* next(d, weight * weights[at + d])
      chosen.pop()
    }
  }
  yield* next(0, 1)
}

test('agrees with trying every sequence', () => {
  const problem = fc
    .record({ references: fc.integer({ min: 1, max: 5 }), shifts: fc.integer({ min: 1, max: 4 }) })
    .chain(({ references, shifts }) =>
      fc
        .array(fc.double({ min: 1e-6, max: 100, noNaN: true }), {
          minLength: references * shifts,
          maxLength: references * shifts,
        })
        .map((list) => ({ references, shifts, weights: Float64Array.from(list) })),
    )
  fc.assert(
    fc.property(problem, ({ references, shifts, weights }) => {
      const found = align(weights, references, shifts)
      const posterior = new Float64Array(references * shifts)
      let total = 0
      for (const [sequence, weight] of sequences(weights, references, shifts)) {
        total += weight
        sequence.forEach((d, j) => (posterior[j * shifts + d] += weight))
      }
      expect(found).toBeDefined()
      if (found === undefined) return
      posterior.forEach((sum, i) => expect(found.posterior[i]).toBeCloseTo(sum / total, 9))
      const expected = (sequence: Iterable<number>) =>
        Array.from(sequence).reduce((sum, d, j) => sum + found.posterior[j * shifts + d], 0)
      for (const [sequence] of sequences(weights, references, shifts)) {
        expect(expected(found.best)).toBeGreaterThanOrEqual(expected(sequence) - 1e-9)
      }
      expect(found.best.every((d, j) => j === 0 || d >= found.best[j - 1])).toBe(true)
    }),
  )
})

test('long objects do not underflow', () => {
  const references = 2000
  const weights = new Float64Array(references * 3).fill(1e-9)
  weights[5 * 3 + 1] = 1
  const found = align(weights, references, 3)
  expect(found?.best[5]).toBe(1)
  expect(found?.posterior[5 * 3 + 1]).toBeGreaterThan(0.999)
})

test('nothing where no sequence has any weight', () => {
  expect(align(Float64Array.of(0, 0), 1, 2)).toBeUndefined()
})
