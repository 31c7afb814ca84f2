// A folder of a test's own, with a cache folder in it; gone when the tests of the file are done.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { loupe } from '../cli/run.ts'
import type { Finished, RunOptions } from '../cli/run.ts'

export interface Workspace {
  readonly folder: string
  readonly cache: string
  file(name: string): string
  /** Runs the built command with this workspace's cache folder. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>
  /** The same with --json; fails the test where the command fails. */
  ask(args: readonly string[], options?: RunOptions): Promise<Record<string, never>>
  indexes(): string[]
}

export function workspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-test-'))
  const cache = join(folder, 'cache')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run: Workspace['run'] = (args, options = {}) =>
    loupe(args, { ...options, env: { LOUPE_CACHE_DIR: cache, ...options.env } })
  return {
    folder,
    cache,
    file: (name) => join(folder, name),
    run,
    async ask(args, options) {
      const { status, stdout, stderr } = await run([...args, '--json'], options)
      if (status !== 0) throw new Error(`loupe ${args.join(' ')}: exit status ${status}\n${stderr}`)
      return JSON.parse(stdout) as Record<string, never>
    },
    indexes: () => readdirSync(cache).filter((name) => name.endsWith('.index')),
  }
}

export function example(name: 'before' | 'after' | 'later'): string {
  return fileURLToPath(
    new URL(`../../examples/routes-proxy/dumps/${name}.json.gz`, import.meta.url),
  )
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}
