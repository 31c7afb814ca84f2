import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unfolded, wrongInProfile } from '../../test/retained/firefox-schema.ts'
import type { StackFrame, WeightedStacks } from '../base/allocation-stacks.ts'
import { firefoxProfile } from './firefox-profile.ts'

const ABOUT = { title: 'ruby app.rb', pid: 4711, startTime: 0 }

interface Made {
  readonly threads: readonly Readonly<Record<string, unknown>>[]
}

/** As a file has it: what JSON cannot hold is gone. */
function made(stacks: WeightedStacks): Made {
  return JSON.parse(JSON.stringify(firefoxProfile(stacks, ABOUT))) as Made
}

const KINDS: StackFrame['kind'][] = ['app', 'gem', 'ruby', 'c', 'class']

const frame = fc.record<StackFrame>({
  name: fc.constantFrom('new', 'call', 'String', 'größer', '"'),
  kind: fc.constantFrom(...KINDS),
})
const placed = fc
  .tuple(frame, fc.option(fc.constantFrom('/a.rb', '/b.rb')), fc.option(fc.integer({ min: 1 })))
  .map(([one, file, line]): StackFrame => ({
    ...one,
    ...(file === null ? {} : { file }),
    ...(line === null ? {} : { line }),
  }))

/** Each stack stands on an earlier one, or on nothing. */
const trees = fc
  .tuple(
    fc.array(placed, { minLength: 1, maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 20 }),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 1e9 }), fc.integer({ min: 1, max: 1000 }))),
  )
  .map(([frames, stacks, samples]): WeightedStacks => ({
    frames,
    frameOf: stacks.map(([at]) => at % frames.length),
    below: stacks.map(([, at], stack) => (at % (stack + 1)) - 1),
    samples: samples.map(([at, bytes, count]) => ({ stack: at % stacks.length, bytes, count })),
  }))

test('whatever the stacks, it is a profile, and they come out of it as they were', () => {
  fc.assert(
    fc.property(trees, (stacks) => {
      const profile = made(stacks)
      expect(wrongInProfile(profile)).toEqual([])
      const expected = (weight: 'bytes' | 'count') =>
        stacks.samples.map((sample) => {
          const names: string[] = []
          for (let at = sample.stack; at >= 0; at = stacks.below[at]!) {
            names.unshift(stacks.frames[stacks.frameOf[at]!]!.name)
          }
          return { names, weight: sample[weight] }
        })
      const [bytes, objects] = profile.threads
      expect(unfolded(bytes!)).toEqual(expected('bytes'))
      expect(unfolded(objects!)).toEqual(expected('count'))
      expect((bytes!['samples'] as { weightType: string }).weightType).toBe('bytes')
    }),
  )
})

test('lines of one method are frames of one function, with their lines', () => {
  const frames: StackFrame[] = [
    { name: 'page', kind: 'app', file: '/app.rb', line: 1 },
    { name: 'page', kind: 'app', file: '/app.rb', line: 2 },
    { name: 'page', kind: 'app', file: '/other.rb', line: 2 },
  ]
  const samples = [0, 1, 2].map((stack) => ({ stack, bytes: 1, count: 1 }))
  const profile = made({ frames, frameOf: [0, 1, 2], below: [-1, -1, -1], samples })
  const [thread] = profile.threads
  const { func, line } = thread!['frameTable'] as { func: number[]; line: number[] }
  expect(func).toEqual([0, 0, 1])
  expect(line).toEqual([1, 2, 2])
})

test('the check is none that always passes', () => {
  const one = { frames: [{ name: 'a', kind: 'app' as const }], frameOf: [0], below: [-1] }
  const whole = made({ ...one, samples: [{ stack: 0, bytes: 1, count: 1 }] })
  const broken = (change: (thread: Record<string, Record<string, unknown>>) => void): string[] => {
    const copy = structuredClone(whole)
    change(copy.threads[0] as Record<string, Record<string, unknown>>)
    return wrongInProfile(copy)
  }
  expect(broken(() => {})).toEqual([])
  expect(broken((thread) => (thread['samples']!['stack'] = [7]))).toHaveLength(1)
  expect(broken((thread) => (thread['stackTable']!['prefix'] = [0]))).toHaveLength(1)
  expect(broken((thread) => delete thread['frameTable']!['line'])).toHaveLength(1)
  expect(broken((thread) => (thread['samples']!['weightType'] = 'kilos'))).toHaveLength(1)
})

test('the check has no more demands than what vernier writes, and the profiler opens', () => {
  const url = new URL('../../test/retained/vernier-1.11.0.json', import.meta.url)
  const complaints = wrongInProfile(JSON.parse(readFileSync(url, 'utf8')))
  // Vernier leaves these out; the profiler lives without.
  const known = ['a grey category, the default', 'threads[0].pid']
  expect(complaints.filter((each) => !known.includes(each))).toEqual([])
})
