// The built command as a process: what does not need a dump.

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { loupe } from './run.ts'

test('--version is that of the package', async () => {
  const json = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(json) as { version: string }
  expect(await loupe(['--version'])).toMatchObject({
    status: 0,
    stdout: `${version}\n`,
    stderr: '',
  })
})

test('help goes to stdout, with status 0', async () => {
  const { status, stdout, stderr } = await loupe(['--help'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('Usage: loupe')
  expect(stdout).toContain('dominators')
})

test('nothing at all gets help on stderr, with status 2', async () => {
  const { status, stdout, stderr } = await loupe([])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('Usage: loupe')
})

test('a bad option is named, with a suggestion', async () => {
  const { status, stderr } = await loupe(['top', 'heap.json', '--limt', '3'])
  expect(status).toBe(2)
  expect(stderr).toBe(
    "loupe: unknown option '--limt'\n(Did you mean --limit?)\nTry: loupe top --help\n",
  )
})

test('a dump that is not there', async () => {
  const { status, stdout, stderr } = await loupe(['no-such-dump.json'])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^loupe: .*no-such-dump\.json/)
})

test('a reader that closes early is no failure', async () => {
  const { status, signal, stderr } = await loupe(['--help'], { closeAfter: 0 })
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: undefined, stderr: '' })
})

test('Ctrl-C ends it as the system does, which needs no turn of its own', async () => {
  const { signal, stdout } = await loupe(['summary', '-'], {
    stdinOpen: true,
    killAfter: { milliseconds: 700, signal: 'SIGINT' },
  })
  expect({ signal, stdout }).toEqual({ signal: 'SIGINT', stdout: '' })
})

test('the command starts quickly', async () => {
  const times: number[] = []
  for (let i = 0; i < 5; i++) times.push((await loupe(['--version'])).milliseconds)
  // A fifth of it on a quiet machine; this only catches loading what is not needed.
  expect(Math.min(...times)).toBeLessThan(500)
})
