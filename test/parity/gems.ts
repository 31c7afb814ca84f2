/**
 * Asks the real Ruby gems. `testWithGems` registers a test that needs them: without them it is
 * skipped with a line that says what to do, and fails on CI (LOUPE_REQUIRE_RUBIES=1).
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { libraryOf, whyNoGems } from '../../scripts/gems.mjs'
import type { Gem } from '../../scripts/gems.mjs'
import { testUnless } from '../rubies.ts'

const missing = whyNoGems()

export function testWithGems(title: string, body: () => Promise<void> | void): void {
  testUnless(missing, title, body)
}

/** What a script of this folder prints, run with these gems and nothing else of the machine's. */
export async function runWithGems(
  script: string,
  gems: readonly Gem[],
  args: readonly string[],
): Promise<string> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const load = gems.flatMap((gem) => ['-I', libraryOf(gem)])
  const child = spawn('ruby', ['--disable-gems', ...load, path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  })
  const closed = new Promise<number | null>((done, fail) =>
    child.on('error', fail).on('close', done),
  )
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ])
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${complaint.trim()}`)
  return output
}
