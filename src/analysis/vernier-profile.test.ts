import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { unfolded } from '../../test/retained/firefox-schema.ts'
import { LoupeError } from '../base/errors.ts'
import { looksLikeProfile, readVernierProfile } from './vernier-profile.ts'

// Written by vernier 1.11.0's own output code: test/retained/vernier-profile.rb.
const text = readFileSync(
  new URL('../../test/retained/vernier-1.11.0.json', import.meta.url),
  'utf8',
)
const json = (): Record<string, unknown> & {
  meta: Record<string, unknown>
  threads: Record<string, Record<string, unknown>>[]
} => JSON.parse(text)

test('objects and bytes of each stack are those of the file', () => {
  const { groups, stacks, total } = readVernierProfile(json())
  const slow = unfolded(json().threads[0]!)
  expect(total).toEqual({
    count: slow.length,
    bytes: slow.reduce((sum, { weight }) => sum + weight, 0),
  })
  const expected = new Map<string, { count: number; bytes: number }>()
  for (const { names, weight } of slow) {
    const tally = expected.get(names.join('\n')) ?? { count: 0, bytes: 0 }
    expected.set(names.join('\n'), { count: tally.count + 1, bytes: tally.bytes + weight })
  }
  const found = new Map<string, { count: number; bytes: number }>()
  for (const { stack, count, bytes } of groups) {
    const names: string[] = []
    for (let at = stack!; at >= 0; at = stacks.below[at]!) {
      names.unshift(stacks.frames[stacks.frameOf[at]!]!.name)
    }
    const tally = found.get(names.join('\n')) ?? { count: 0, bytes: 0 }
    found.set(names.join('\n'), { count: tally.count + count, bytes: tally.bytes + bytes })
  }
  expect(found).toEqual(expected)
})

test('a C method stands at the line of Ruby that called it', () => {
  const { groups } = readVernierProfile(json())
  const strings = groups.find(({ method }) => method === 'String#*')
  expect(strings).toMatchObject({
    gem: 'app',
    file: '/app/vernier-profile.rb',
    line: expect.any(Number) as number,
    class: undefined,
    count: 60,
  })
  // 20 pages with 3 texts each.
  const source = readFileSync(
    new URL('../../test/retained/vernier-profile.rb', import.meta.url),
    'utf8',
  ).split('\n')
  expect(source[strings!.line! - 1]).toContain('keep("text')
})

test('gems, the standard library and Ruby itself, by vernier’s short paths', () => {
  const { groups } = readVernierProfile(json())
  const gems = Object.fromEntries(groups.map(({ gem, bytes }) => [gem, bytes]))
  expect(gems).toMatchObject({ 'rack 3.0.8': 480, 'Ruby itself': 120, 'stdlib json': 8640 })
})

test.each<[string, (profile: ReturnType<typeof json>) => void, RegExp]>([
  ['of another program', ({ meta }) => (meta['product'] = 'Firefox'), /not one of vernier/],
  ['of time', ({ threads }) => (threads[0]!['samples']!['weightType'] = 'samples'), /not bytes/],
  ['without threads', (profile) => (profile.threads = []), /not bytes/],
  [
    'with a stack that is not there',
    ({ threads }) => ((threads[0]!['samples']!['stack'] as number[])[3] = 1e6),
    /samples\.stack leads nowhere/,
  ],
  [
    'with a loop in it',
    ({ threads }) => ((threads[0]!['stackTable']!['prefix'] as number[])[0] = 0),
    /stackTable\.prefix leads nowhere/,
  ],
  [
    'with a frame that is not there',
    ({ threads }) => ((threads[0]!['stackTable']!['frame'] as number[])[0] = -1),
    /leads nowhere/,
  ],
  [
    'cut short',
    ({ threads }) => (threads[0]!['samples']!['weight'] as []).pop(),
    /differ in length/,
  ],
])('a profile %s is refused, and said why', (_, change, why) => {
  const profile = json()
  change(profile)
  expect(() => readVernierProfile(profile)).toThrow(why)
  expect(() => readVernierProfile(profile)).toThrow(LoupeError)
})

test.each([[null], [3], ['text'], [[]], [{}], [{ meta: null }]])('%j is no profile', (value) => {
  expect(() => readVernierProfile(value)).toThrow(LoupeError)
})

test('a profile is told from a dump by its first characters', () => {
  expect(looksLikeProfile(text.slice(0, 100))).toBe(true)
  expect(looksLikeProfile('{"address":"0x7f", "type":"STRING"')).toBe(false)
  expect(looksLikeProfile('{"type":"ROOT", "root":"vm"')).toBe(false)
  expect(looksLikeProfile('')).toBe(false)
})
