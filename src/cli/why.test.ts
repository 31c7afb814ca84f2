import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fakePlatform, fakeTerminal } from '../../test/cli/fake-platform.ts'
import type { Asked } from '../../test/cli/fake-platform.ts'
import * as made from '../../test/cli/hand-made-why.ts'
import { run } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-why-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function why(...words: string[]) {
  const terminal = fakeTerminal()
  const asked: Asked[] = []
  const status = await run(['why', ...words], terminal, fakePlatform(asked))
  return { status, out: terminal.stdout(), err: terminal.stderr(), asked }
}

test('dumps are opened in order, asked once, and closed', async () => {
  const { status, out, err, asked } = await why('a.json', 'b.json', 'c.json', 'd.json')
  expect([status, err]).toEqual([0, ''])
  expect(out).toMatch(/^18\.8 MB live\./)
  expect(asked.map(({ question }) => question).join(' ')).toBe(
    'open open open open why close close close close',
  )
  expect(asked[4]?.arguments).toEqual([['a.json', 'b.json', 'c.json', 'd.json']])
})

test('one dump is enough', async () => {
  const { status, out } = await why('a.json')
  expect(status).toBe(0)
  expect(out).toContain('Growth not known.')
})

test('--json prints exactly the record', async () => {
  const { out } = await why('a.json', 'b.json', '--json')
  expect(out.indexOf('\n')).toBe(out.length - 1)
  expect(JSON.parse(out)).toEqual(made.why)
})

test('Markdown goes to stdout, or to a private file beside the screen', async () => {
  const { out } = await why('a.json', 'b.json', '--markdown')
  expect(out).toMatch(/^\*\*18\.8 MB live\./)
  const file = join(folder, 'why.md')
  const ran = await why('a.json', 'b.json', '--markdown', file)
  expect(readFileSync(file, 'utf8')).toBe(out)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(ran.out).toMatch(/^18\.8 MB live\./)
  expect(ran.err).toContain(file)
})

test('the page is new and private', async () => {
  const file = join(folder, 'why.html')
  expect((await why('a.json', 'b.json', '--html', file, '--json')).status).toBe(0)
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  writeFileSync(file, 'kept')
  const again = await why('a.json', 'b.json', '--html', file)
  expect(again).toMatchObject({ status: 2, out: '', asked: [] })
  expect(again.err).toContain('is there already')
  expect(readFileSync(file, 'utf8')).toBe('kept')
})

test('--fail-on growing is for CI', async () => {
  const growing = await why('a.json', 'b.json', '--fail-on', 'growing')
  expect(growing.status).toBe(1)
  expect(growing.err).toBe('loupe: growing: EventLog::EVENTS is an Array that only grows\n')
  expect(growing.out).toContain('Next\n')
})

test('--fail-on does not pass where the dumps cannot tell', async () => {
  const doubtful = await why('a.json', 'other-process.json', '--fail-on', 'growing')
  expect(doubtful.status).toBe(2)
  expect(doubtful.err).toBe('loupe: not to be relied on: of different processes.\n')
  expect((await why('a.json', 'other-process.json')).status).toBe(0)
})

test.each([
  [['a.json', '--fail-on', 'growing'], /one dump does not tell what grows/],
  [['a.json', 'b.json', '--fail-on', 'static'], /Allowed choices are growing/],
  [['--markdown', 'a.json', 'b.json'], /Options come behind the dumps/],
  [['--html', 'a.json', 'b.json'], /Options come behind the dumps/],
  [['a.json', '--markdown', '--json'], /cannot both go to stdout/],
  [['a.json', '--html', join('nowhere', 'why.html')], /nowhere/],
  [['-', '-'], /only one of the dumps can come from stdin/],
  [[], /missing required argument 'DUMP'/],
  [['missing.json'], /no such file/],
])('bad use: why %j', async (words, message) => {
  const { status, err } = await why(...words)
  expect(status).toBe(2)
  expect(err).toMatch(message)
})
