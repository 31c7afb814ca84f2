// Applications to exercise, each in a folder of its own, and the built command in it. A process that is
// left over fails the test, and is ended.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect } from 'vitest'
import { APP_VERSIONS, GEMS, whyNoGems } from '../../scripts/gems.mjs'
import type { Exercise } from '../../src/workbench/capture-results.ts'
import { quietly } from '../agent/agent-process.ts'
import { loupe } from '../cli/run.ts'
import type { Finished, RunOptions } from '../cli/run.ts'
import { testUnless } from '../rubies.ts'

const missing = whyNoGems([...APP_VERSIONS.keys()], APP_VERSIONS)

/** A test that needs rack, puma and rails: without them it is skipped aloud, and fails on CI. */
export function testWithApps(title: string, body: () => Promise<void>, within = 120_000): void {
  testUnless(missing, title, body, within)
}

const folders: string[] = []

afterEach(() => {
  const left = folders.flatMap(processesIn)
  for (const pid of left) quietly(() => process.kill(pid, 'SIGKILL'))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  expect(left).toEqual([])
})

/** A folder with these files; the path has no symbolic links. */
export function application(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loupe-app-')))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** The example in a folder of its own. */
export function railsExample(): string {
  const folder = application({})
  const from = fileURLToPath(new URL('../../examples/rails-7.1', import.meta.url))
  cpSync(from, folder, { recursive: true, filter: (name) => !/\/(tmp|log|loupe-\d.*)$/.test(name) })
  return folder
}

/** The command, with the pinned gems. */
export function inFolder(
  folder: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const env = { GEM_HOME: GEMS, LOUPE_CACHE_DIR: join(folder, '.cache'), ...options.env }
  return loupe(args, { ...options, cwd: folder, env })
}

/** `loupe exercise … --json`, which must go well. */
export async function exercised(
  folder: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Exercise> {
  const words = ['exercise', '--json', '-o', 'out', ...args]
  const { status, stdout, stderr } = await inFolder(folder, words, options)
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`)
  return JSON.parse(stdout) as Exercise
}

/** Ruby processes of exercised applications in this folder. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return command.includes('ruby') && readlinkSync(`/proc/${pid}/cwd`) === folder
      } catch {
        return false // gone, or another user's
      }
    })
    .map(Number)
}

/** Folders of sockets that this loupe has made: none may be left. Others run at the same time. */
export function socketFolders(pid: number | undefined): string[] {
  try {
    return readdirSync(`/tmp/loupe-${process.geteuid?.() ?? 0}`).filter((name) =>
      name.startsWith(`run-${pid}-`),
    )
  } catch {
    return []
  }
}
