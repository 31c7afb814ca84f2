import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as made from '../../../test/cli/hand-made-why.ts'
import { unfolded } from '../../../test/retained/firefox-schema.ts'
import { LoupeError } from '../../base/errors.ts'
import { firefoxProfile } from '../../export/firefox-profile.ts'
import type { NamedBytes, Why } from '../../workbench/results.ts'
import { readVernierProfile } from '../vernier-profile.ts'
import { withProfileStacks } from './profile-stacks.ts'

type Json = Record<string, never>

// Written by vernier 1.11.0's own output code: test/retained/vernier-profile.rb.
const text = readFileSync(
  new URL('../../../test/retained/vernier-1.11.0.json', import.meta.url),
  'utf8',
)
const profile = (): { threads: Json[] } => JSON.parse(text) as { threads: Json[] }
const about = { title: 'Retained: ruby app.rb', pid: 1, startTime: 0 }

/** An answer with one finding that has these sites. */
const at = (...sites: readonly (readonly [name: string, bytes: number])[]): Why => ({
  ...made.why,
  findings: [
    {
      ...made.callCache,
      sites: sites.map(([name, bytes]): NamedBytes => ({ name, bytes, count: 1 })),
    },
  ],
})
const stacksAt = (why: Why, json: unknown = profile()) =>
  withProfileStacks(why, json).findings[0]!.stacks!

const PAGES = '/app/vernier-profile.rb:82'
const TEXTS = '/app/vernier-profile.rb:81'

test('the stacks of a line are whole, with the bytes and objects of the profile', () => {
  const stacks = stacksAt(at([TEXTS, 900], [PAGES, 800]))
  expect(stacks.map(({ site }) => site)).toEqual([TEXTS, PAGES])
  for (const { frames, count, bytes, share } of stacks) {
    const names = frames.map(({ name }) => name).toReversed()
    const slow = unfolded(profile().threads[0]!).filter(
      (each) => each.names.join('\n') === names.join('\n'),
    )
    expect({ count, bytes }).toEqual({
      count: slow.length,
      bytes: slow.reduce((sum, { weight }) => sum + weight, 0),
    })
    expect(share).toBe(1)
  }
  expect(stacks[1]!.frames.slice(0, 2)).toEqual([
    { name: 'Class#new' },
    { name: 'page', file: '/app/vernier-profile.rb', line: 82 },
  ])
})

test('what is much in the finding comes first, however much more the profile has elsewhere', () => {
  expect(stacksAt(at([PAGES, 800], [TEXTS, 10]))[0]!.site).toBe(PAGES)
})

test('files that vernier has shortened are found, and no others', () => {
  const found = (site: string) => stacksAt(at([site, 10])).length
  expect(found('/usr/lib/gems/rack-3.0.8/lib/rack/request.rb:12')).toBe(1)
  expect(found('/usr/lib/gems/rack-3.0.9/lib/rack/request.rb:12')).toBe(0)
  expect(found('/usr/lib/gems/rack-3.0.8/lib/rack/request.rb:13')).toBe(0)
  expect(found('/usr/lib/ruby/3.1.2/json/common.rb:216')).toBe(1)
  expect(found('/usr/lib/ruby/3.1.3/json/common.rb:216')).toBe(0)
  expect(found('<internal:kernel>:3')).toBe(1)
  expect(found('/other/app/vernier-profile.rb:82')).toBe(0)
  const relative = JSON.parse(text.replaceAll('/app/vernier-profile', 'lib/pages')) as unknown
  expect(stacksAt(at(['/srv/lib/pages.rb:82', 10]), relative).length).toBe(1)
  expect(stacksAt(at(['/srv/mylib/pages.rb:82', 10]), relative).length).toBe(0)
  expect(stacksAt(at(['/x/gems/pages-1.0/lib/pages.rb:82', 10]), relative).length).toBe(0)
})

test('what Loupe writes of such a profile has the same stacks', () => {
  const { stacks } = readVernierProfile(profile())
  const own = JSON.parse(JSON.stringify(firefoxProfile(stacks, about))) as unknown
  const why = at([TEXTS, 900], [PAGES, 800])
  expect(stacksAt(why, own)).toEqual(stacksAt(why))
  expect(withProfileStacks(why, own).missing).toEqual(why.missing)
})

test('of a line at most three stacks, those that differ in the class alone taken together', () => {
  const frames = [
    { name: 'app', kind: 'app' as const },
    { name: '/a.rb', kind: 'app' as const, file: '/a.rb' },
    { name: 'Work#initialize, line 3', kind: 'app' as const, file: '/a.rb', line: 3 },
    { name: 'String', kind: 'class' as const },
    { name: 'Array', kind: 'class' as const },
  ]
  const samples = [
    { stack: 3, bytes: 4000, count: 10 },
    { stack: 4, bytes: 400, count: 5 },
  ]
  const stacks = { frames, frameOf: [0, 1, 2, 3, 4], below: [-1, 0, 1, 2, 2], samples }
  const traced = firefoxProfile(stacks, about)
  const { findings, missing } = withProfileStacks(at(['/a.rb:3', 10]), traced)
  expect(findings[0]!.stacks).toEqual([
    {
      site: '/a.rb:3',
      count: 15,
      bytes: 4400,
      share: 1,
      frames: [{ name: 'Work#initialize', file: '/a.rb', line: 3 }],
    },
  ])
  expect(missing.at(-1)).toMatch(/not who called it/)

  const callers = [1, 2, 3, 4].map((line) => ({
    name: `from ${line}`,
    kind: 'app' as const,
    file: '/b.rb',
    line,
  }))
  const many = {
    frames: [...callers, { name: 'make', kind: 'app' as const, file: '/a.rb', line: 3 }],
    frameOf: [0, 1, 2, 3, 4, 4, 4, 4],
    below: [-1, -1, -1, -1, 0, 1, 2, 3],
    samples: [10, 40, 20, 30].map((bytes, each) => ({ stack: 4 + each, bytes, count: 1 })),
  }
  const found = stacksAt(at(['/a.rb:3', 10]), firefoxProfile(many, about))
  expect(found.map(({ bytes, share }) => [bytes, share])).toEqual([
    [40, 0.4],
    [30, 0.3],
    [20, 0.2],
  ])
  expect(found[0]!.frames.map(({ name }) => name)).toEqual(['make', 'from 2'])
})

test('where nothing fits it says so, and does not guess', () => {
  const other = withProfileStacks(at(['/elsewhere.rb:1', 10]), profile())
  expect(other.findings[0]!.stacks).toEqual([])
  expect(other.missing.at(-1)).toMatch(/nothing that was allocated at the lines/)
  const untraced = withProfileStacks(at(), profile())
  expect(untraced.findings[0]).not.toHaveProperty('stacks')
  expect(untraced.missing.at(-1)).toMatch(/Trace allocations/)
  expect(withProfileStacks(made.healthy, profile())).toEqual(made.healthy)
  expect(() => withProfileStacks(at(), { meta: { product: 'Firefox' } })).toThrow(LoupeError)
})
