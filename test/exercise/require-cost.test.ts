// What requires cost, of files whose cost is known.

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { RequireCost, RequiredFile } from '../../src/workbench/capture-results.ts'
import { application, inFolder, railsExample, testWithApps } from './apps.ts'

/** Keeps 20,000 strings of 1,000 bytes; requires one that keeps 30,000 empty objects. */
const HEAVY = `
$heavy = Array.new(20_000) { 'x' * 1_000 }
require_relative 'inner'
`
const INNER = `
$inner = Array.new(30_000) { Object.new }
50_000.times { Object.new }
`

async function costOf(folder: string, args: readonly string[]): Promise<RequireCost> {
  const { status, stdout, stderr } = await inFolder(folder, ['require-cost', '--json', ...args])
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as RequireCost
}

function find(tree: readonly RequiredFile[], name: string): RequiredFile {
  const all = (files: readonly RequiredFile[]): RequiredFile[] =>
    files.flatMap((file) => [file, ...all(file.children)])
  const found = all(tree).find((file) => file.name.endsWith(name))
  if (found === undefined) throw new Error(`${name} is not in the tree`)
  return found
}

test('each file costs what it keeps, and sums add up', async () => {
  const folder = application({
    'heavy.rb': HEAVY,
    'inner.rb': INNER,
    'light.rb': `require 'set'\n`,
  })
  const result = await costOf(folder, ['heavy.rb', './light.rb'])
  const heavy = find(result.tree, 'heavy.rb')
  expect(heavy.children.map(({ name }) => name)).toEqual(['inner'])
  const inner = find(result.tree, 'inner')
  // To within what may be garbage: 5,000 objects.
  expect(Math.abs(heavy.own.objects - 20_000)).toBeLessThan(5_000)
  expect(Math.abs(inner.own.objects - 30_000)).toBeLessThan(5_000)
  expect(heavy.own.rss).toBeGreaterThan(20_000_000)
  expect(heavy.own.rss).toBeLessThan(30_000_000)
  expect(inner.own.allocated).toBeGreaterThanOrEqual(80_000)
  expect(inner.own.allocated).toBeLessThan(82_000)
  expect(heavy.total.objects).toBe(heavy.own.objects + inner.total.objects)
  expect(heavy.gem).toBe('app')
  expect(find(result.tree, 'light.rb').total.rss).toBeLessThan(4_000_000)
  for (const key of ['rss', 'objects', 'allocated'] as const) {
    expect(result.gems.reduce((sum, { own }) => sum + own[key], 0)).toBe(result.total[key])
  }
})

testWithApps('a Rails application by gem, as a table and a tree', async () => {
  const folder = railsExample()
  const result = await costOf(folder, [])
  expect(result.app).toMatchObject({ kind: 'rails', name: 'Works', environment: 'production' })
  expect(result.files).toBeGreaterThan(500)
  const gems = result.gems.map(({ name }) => name)
  expect(gems).toEqual(
    expect.arrayContaining(['actionpack 7.1.2', 'nokogiri 1.16.8', 'app', 'Ruby']),
  )
  expect(result.total.rss).toBeGreaterThan(20_000_000)
  expect(find(result.tree, 'works_controller.rb').gem).toBe('app')

  const { status, stdout } = await inFolder(folder, ['require-cost', '--width', '100'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^Booting Works \(production\) adds \+[\d.]+ MB of resident memory/)
  expect(stdout).toMatch(/actionpack 7\.1\.2\n/)
  expect(stdout).toMatch(/ {2}config\/environment\.rb/)
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test('what cannot be required is told as it was', async () => {
  const folder = application({
    'broken.rb': `raise 'not today'`,
    'said.rb': `puts 'much'; raise 'no'`,
  })
  const scratch = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('loupe-require-'))
  const before = scratch()
  const broken = await inFolder(folder, ['require-cost', 'broken.rb'])
  expect(broken.status).toBe(2)
  expect(broken.stderr).toContain('RuntimeError: not today')
  expect(broken.stderr).toContain('broken.rb:1')
  const missing = await inFolder(folder, ['require-cost', 'no_such_library'])
  expect(missing.stderr).toContain('LoadError')
  expect(scratch()).toEqual(before)
  // What it printed stays, where it says.
  const said = await inFolder(folder, ['require-cost', 'said.rb'])
  const [, log = ''] = /printed: (.*)/.exec(said.stderr) ?? []
  expect(readFileSync(log, 'utf8')).toBe('much\n')
  rmSync(dirname(log), { recursive: true })
  const none = await inFolder(folder, ['require-cost'])
  expect(none.stderr).toContain('or name files')
})
