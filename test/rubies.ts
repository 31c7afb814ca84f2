/**
 * The Rubies that tests can have dumps from, made while the test runs.
 *
 *   forEachRuby('has roots', async (ruby) => {
 *     const dump = await ruby.dump('$kept = "text"', { trace: true })
 *   })
 *
 * registers one test for each Ruby that is here, and for each that is not a skipped one whose name
 * says what to do. With LOUPE_REQUIRE_RUBIES=1, as on CI, a missing Ruby fails. A WebAssembly dump
 * takes a second or two and a system one a tenth of that; `dumpOnce` shares one among tests.
 */
import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

import { findMissing, findRubies } from '../scripts/fixtures-rubies.mjs'
import type { DumpOptions, MissingRuby, Ruby } from '../scripts/fixtures-rubies.mjs'

export type { DumpOptions, MissingRuby, Ruby }

const available = findRubies()
const missing = findMissing()

/** `ruby` on PATH if it is CRuby 2.1 or newer, then the WebAssembly Rubies, oldest first. */
export function availableRubies(): readonly Ruby[] {
  return available
}

/** Each with the sentence to print where its tests are skipped. */
export function missingRubies(): readonly MissingRuby[] {
  return missing
}

/** Whether a missing Ruby is a failure. */
export function rubiesAreRequired(): boolean {
  return process.env.LOUPE_REQUIRE_RUBIES === '1'
}

/** A test that is skipped aloud where something is missing, and fails there on CI. */
export function testUnless(
  missing: string | undefined,
  title: string,
  body: () => Promise<void> | void,
  within?: number,
): void {
  if (missing === undefined) test(title, body, within)
  else if (rubiesAreRequired()) {
    test(title, () => {
      throw new Error(`LOUPE_REQUIRE_RUBIES=1, yet ${missing}`)
    })
  } else test.skip(`${title}: skipped: ${missing}`)
}

/** Whether `ruby` runs with these words; where it must, it throws instead of saying no. */
export function rubyRuns(...words: readonly string[]): boolean {
  const runs = spawnSync('ruby', [...words, '-e', '1']).status === 0
  if (!runs && rubiesAreRequired()) throw new Error('this is tried on real programs of Ruby')
  return runs
}

/** One test for each Ruby; `suits` leaves out those that the test does not concern. */
export function forEachRuby(
  title: string,
  body: (ruby: Ruby) => Promise<void>,
  suits: (ruby: Pick<Ruby, 'name' | 'kind'>) => boolean = () => true,
): void {
  for (const ruby of available) if (suits(ruby)) test(`${ruby.title} ${title}`, () => body(ruby))
  for (const ruby of missing) {
    if (!suits(ruby)) continue
    if (rubiesAreRequired()) {
      test(`${title}: ${ruby.sentence}`, () => {
        throw new Error(`LOUPE_REQUIRE_RUBIES=1, yet ${ruby.sentence}`)
      })
    } else test.skip(`${title}: ${ruby.sentence}`)
  }
}

const dumps = new Map<string, Promise<Uint8Array>>()

/** Like `ruby.dump`, but the same script and options are run only once in a test file. */
export function dumpOnce(
  ruby: Ruby,
  script: string,
  options: DumpOptions = {},
): Promise<Uint8Array> {
  const key = JSON.stringify([ruby.kind, ruby.name, script, options])
  const dump = dumps.get(key) ?? ruby.dump(script, options)
  dumps.set(key, dump)
  return dump
}

/** For comparisons: 3.1 -> 301, 4.0 -> 400, head -> Infinity. */
export function versionNumber(ruby: Pick<Ruby, 'name'>): number {
  const [major, minor] = ruby.name.split('.').map(Number)
  return minor === undefined ? Infinity : (major ?? 0) * 100 + minor
}
