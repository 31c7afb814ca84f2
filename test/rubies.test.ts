/** The Rubies themselves: that the dumps other tests are fed are whole, and written by whom we say. */
import { expect, test } from 'vitest'

import { availableRubies, dumpOnce, forEachRuby, missingRubies, versionNumber } from './rubies.ts'
import type { Ruby } from './rubies.ts'

const SCRIPT = [
  'class Pantry; def initialize; @shelf = ["r\u00fcben"] * 3; end; end',
  'pantry = Pantry.new',
  'GC.start', // A mark of 0 would make `since:` dump everything, roots and all.
  '$mark = GC.count',
].join('\n')

interface Line {
  readonly type: string
  readonly address?: string
  readonly value?: string
  readonly name?: string
  readonly file?: string
  readonly class?: string
}

async function linesOf(ruby: Ruby, dumpArguments = ''): Promise<readonly Line[]> {
  const bytes = await dumpOnce(ruby, SCRIPT, { trace: true, collections: 3, dumpArguments })
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  expect(text.endsWith('}\n')).toBe(true)
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): Line => JSON.parse(line))
}

forEachRuby('writes a dump that says which Ruby wrote it', async (ruby) => {
  const lines = await linesOf(ruby)
  const description = lines.find(({ type, value }) => type === 'STRING' && isDescription(value))
  const version =
    ruby.name === 'head' ? '\\d+\\.\\d+\\.\\d+dev' : `${ruby.name.replace('.', '\\.')}\\.`
  expect(description?.value).toMatch(new RegExp(`^ruby ${version}`))
  expect(description?.value?.includes('[wasm32-wasi]')).toBe(ruby.kind === 'wasm')
})

forEachRuby(
  'keeps what the script left in local variables, with where it was made',
  async (ruby) => {
    const lines = await linesOf(ruby)
    const pantry = lines.find(({ type, name }) => type === 'CLASS' && name === 'Pantry')
    const instances = lines.filter(
      (line) => line.type === 'OBJECT' && line.class === pantry?.address,
    )
    expect(instances.map(({ file }) => file)).toEqual(['script.rb'])
  },
)

forEachRuby(
  'takes further arguments of dump_all',
  async (ruby) => {
    const lines = await linesOf(ruby, 'since: $mark')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter(({ type }) => type === 'ROOT')).toEqual([])
  },
  (ruby) => versionNumber(ruby) >= 300,
)

forEachRuby(
  'tells what went wrong in a script',
  async (ruby) => {
    await expect(ruby.dump('raise "the soup is cold"')).rejects.toThrow('the soup is cold')
  },
  (ruby) => ruby.kind === 'system' || ruby.name === '4.0', // One of each kind: a second apiece.
)

test('every Ruby is either here or said to be missing', () => {
  const all = [...availableRubies(), ...missingRubies()].map(({ kind, name }) => `${kind} ${name}`)
  const wasm = ['wasm 3.2', 'wasm 3.3', 'wasm 3.4', 'wasm 4.0', 'wasm head']
  expect(all.filter((ruby) => ruby.startsWith('wasm')).toSorted()).toEqual(wasm)
  expect(all).toHaveLength(wasm.length + 1)
})

function isDescription(value: string | undefined): boolean {
  return /^ruby \d.*\[.+\]$/.test(value ?? '')
}
