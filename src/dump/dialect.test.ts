import { expect, test } from 'vitest'
import * as R from '../base/record.ts'
import { detectDialect } from './dialect.ts'

const dialect = (features: number, ...descriptions: string[]) =>
  detectDialect(features, descriptions, 2 ** 46)

test('RUBY_DESCRIPTION says it exactly', () => {
  const cases: [string, string, number][] = [
    ['ruby 2.7.4p191 (2021-07-07 revision a21a3b7d23) [x86_64-linux]', '2.7.4', 207],
    ['ruby 3.3.8 (2025-04-09 revision b200bad6cd) +YJIT [x86_64-linux-gnu]', '3.3.8', 303],
    [
      'ruby 3.4.0preview2 (2024-10-07 master 32c733f57b) +PRISM [arm64-darwin23]',
      '3.4.0preview2',
      304,
    ],
    ['ruby 4.0.0rc1 (2025-12-01 master 0123456789) +PRISM [x86_64-linux]', '4.0.0rc1', 400],
    [
      'ruby 4.1.0dev (2026-08-01T10:00:00Z master 34f041ca05) +PRISM [wasm32-wasi]',
      '4.1.0dev',
      401,
    ],
    ['ruby 2.1.10p492 (2016-04-01 revision 54464) [i686-linux]', '2.1.10', 201],
  ]
  for (const [description, version, number] of cases) {
    expect(dialect(0, description)).toMatchObject({ description, version, number, exact: true })
  }
})

test('strings that only look like it do not count, nor does one of an older Ruby', () => {
  const real = 'ruby 3.3.8 (2025-04-09 revision b200bad6cd) [x86_64-linux-gnu]'
  const old = 'ruby 2.7.4p191 (2021-07-07 revision a21a3b7d23) [x86_64-linux]'
  expect(dialect(0, 'ruby 3.9 is out', 'ruby 1 2 3 4 5 6 7 8 9 0', real).version).toBe('3.3.8')
  expect(dialect(R.FEATURE_SLOT_SIZE, old).version).toBe('>= 3.2')
  expect(dialect(R.FEATURE_SLOT_SIZE, old, old, real).version).toBe('3.3.8')
  // Several: the most frequent.
  expect(dialect(0, old, real, real).version).toBe('3.3.8')
})

test('without it, the keys tell the oldest Ruby that it can be', () => {
  const cases: [number, string, number][] = [
    [0, 'unknown', 0],
    [R.FEATURE_INFANT, '>= 2.1', 201],
    [R.FEATURE_LONG_LIVED, '>= 2.2', 202],
    [R.FEATURE_IMEMO_TYPE, '>= 2.5', 205],
    [R.FEATURE_IMEMO_TYPE | R.FEATURE_CALLCACHE, '>= 3.0', 300],
    [R.FEATURE_SUPERCLASS, '>= 3.1', 301],
    [R.FEATURE_SUPERCLASS | R.FEATURE_SLOT_SIZE, '>= 3.2', 302],
    [R.FEATURE_OBJECT_EMBEDDED, '>= 3.3', 303],
    [R.FEATURE_CHILLED | R.FEATURE_SHAPE_ID, '>= 3.4', 304],
    [R.FEATURE_AGE, '>= 4.0', 400],
    [R.FEATURE_AGE | R.FEATURE_FREE_IMMEDIATELY, '>= 4.1', 401],
  ]
  for (const [features, version, number] of cases) {
    expect(dialect(features)).toMatchObject({
      version,
      number,
      exact: false,
      description: undefined,
    })
  }
})

test('addresses tell 32 bits from 64', () => {
  expect(detectDialect(0, [], 0x5ff14a0).bits).toBe(32)
  expect(detectDialect(0, [], 2 ** 32).bits).toBe(64)
})
