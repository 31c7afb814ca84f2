// What gathers in many places of one kind is one finding, with what all of them hold.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, program } from '../rules/testing/made-program.ts'

const PLACES = 60

interface Spread {
  /** Class of what is held at a place. */
  readonly held?: (place: number) => string
  /** What is at each place after so many rounds of ten; objects have their numbers by when they came. */
  readonly rounds: (place: number) => readonly number[]
  /** Places are lists of classes, or of objects that classes have. */
  readonly within?: 'class' | 'object'
}

/** 60 classes with a list each, at one address in every dump. */
function spread({ held = () => 'Page', rounds, within = 'class' }: Spread): MadeHeap {
  const heap = program().add('kept', 'STRING', { class: 'String' })
  const places = Array.from({ length: PLACES }, (_, at) => at)
  for (const at of places) {
    const own = within === 'class' ? `list${at}` : `one${at}`
    heap.klass(`Kind${at}`, { superclass: 'Object', references: [own] })
    heap.klass(`Held${at}`, { superclass: 'Object' })
    heap.root('vm', `Kind${at}`, `Held${at}`)
  }
  for (const at of places) {
    if (within === 'object')
      heap.add(`one${at}`, 'OBJECT', { class: `Kind${at}`, references: [`list${at}`] })
  }
  const most = Math.max(...places.flatMap((at) => [...rounds(at)]), 0)
  for (let round = 0; round <= most; round++) {
    for (const at of places) {
      if (!rounds(at).includes(round)) continue
      for (let i = 0; i < 10; i++) {
        heap.add(`p${round}x${at}x${i}`, 'OBJECT', { class: held(at), memsize: 400 })
      }
    }
  }
  for (const at of places) {
    const references = rounds(at).flatMap((round) =>
      Array.from({ length: 10 }, (_, i) => `p${round}x${at}x${i}`),
    )
    heap.add(`list${at}`, 'ARRAY', { class: 'Array', length: references.length, references })
  }
  return heap
}

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, i) => i)
const growing = (options: Omit<Spread, 'rounds'> = {}): MadeHeap[] =>
  [1, 2, 3].map((last) => spread({ ...options, rounds: () => upTo(last) }))

test('classes with a list each that grows are one finding with the sum', () => {
  const { findings, healthy } = answer(...growing())
  expect(healthy).toBe(false)
  expect(findings).toHaveLength(1)
  const [{ title, verdict, count, bytes, growth, because }] = findings
  expect(title).toBe('60 classes (Kind0, Kind1 …) hold 1,800 Page objects')
  expect({ verdict, count, bytes }).toEqual({
    verdict: 'growing',
    count: PLACES * 30,
    bytes: PLACES * 30 * 400,
  })
  expect(growth?.map((each) => each.count)).toEqual([600, 1200, 1800])
  expect(because).toContain('There are 60 such places, with a little in each')
})

test('so are objects, each of a class of its own, and what is of a class of its own in each', () => {
  const [objects, ...none] = answer(...growing({ within: 'object' })).findings
  expect(objects.title).toBe('60 objects (Kind0, Kind1 …) hold 1,800 Page objects')
  expect(none).toEqual([])
  const [held, ...others] = answer(...growing({ held: (at) => `Held${at}` })).findings
  expect(held.title).toMatch(/^60 classes \(Kind0, Kind1 …\) hold 1,800 objects/)
  expect(held.path.map(({ label }) => label)).toContain('classes (Kind0, Kind1 …)')
  expect(others).toEqual([])
})

test('what comes and goes at many places is none, nor what came once, nor with two dumps', () => {
  const told = (...heaps: readonly MadeHeap[]): string[] =>
    answer(...heaps).findings.map(({ verdict }) => verdict)
  const churn = [0, 1, 2].map((round) => spread({ rounds: () => [round, round + 1] }))
  expect(told(...churn)).toEqual([])
  const once = [1, 3, 3].map((last) => spread({ rounds: () => upTo(last) }))
  expect(told(...once)).not.toContain('growing')
})

test('one place with most of the growth is told, not all of them', () => {
  const heaps = [1, 2, 3].map((last) =>
    spread({ rounds: (at) => upTo(at === 7 ? last * 40 : last > 2 ? 2 : 1) }),
  )
  const [{ title, count }] = answer(...heaps).findings
  expect(title).toContain('Kind7')
  expect(count).toBe(1200)
})
