// Help knows every member of the public interfaces, and no others.

import { describe, expect, test } from 'vitest'
import { plainPaint } from '../report/paint.ts'
import { snakeCase } from './aliases.ts'
import { ENTRIES, TYPE_ENTRIES } from './help-entries.ts'
import type { Owner } from './help-entries.ts'
import { helpText } from './help.ts'
import { BARE_METHODS } from './ruby-methods.ts'
import { apiMembers } from './testing/api-members.ts'

const view = { width: 80, color: plainPaint, dump: 'heap.json' }
const none = { heaps: [], diff: null }
const OWNERS = Object.keys(ENTRIES) as Owner[]

describe.each(OWNERS)('%s', (owner) => {
  const entries = new Map(ENTRIES[owner].map((entry) => [entry.name, entry]))

  test('has an entry for each member of the API', () => {
    const members = apiMembers(owner)
    expect(members.length).toBeGreaterThan(0)
    expect([...entries.keys()].sort()).toEqual(members.map(({ name }) => name).sort())
    for (const { name, isMethod } of members) {
      expect([name, entries.get(name)?.takes !== undefined]).toEqual([name, isMethod])
    }
  })

  test('is shown whole, in lines that fit', () => {
    const text = helpText(owner, none, view)
    for (const name of entries.keys()) {
      expect(text).toMatch(new RegExp(`^  ${snakeCase(name)}\\b`, 'm'))
    }
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('methods that take nothing can be read without parentheses', () => {
    for (const { name, isMethod, needsArguments } of apiMembers(owner)) {
      if (!isMethod || needsArguments || /^(?:close|toString|toJSON)$/.test(name)) continue
      expect(BARE_METHODS.has(name), name).toBe(true)
    }
  })
})

test('the named collections are the API’s', () => {
  const names = apiMembers('TypeCollections').map(({ name }) => name)
  expect(TYPE_ENTRIES.map(({ name }) => name).sort()).toEqual(names.sort())
})

test.each(['findPath', 'find_path', 'find_path(model)', 'Heap.find_path', 'Heap#find_path'])(
  'help(%s)',
  (about) => expect(helpText(about, none, view)).toMatch(/^ {2}Heap\.find_path\(/),
)

test('other names for a member lead to it', () => {
  expect(helpText('select', none, view)).toMatch(/Collection\.filter/)
  expect(helpText('inverse_references', none, view)).toMatch(/HeapObject\.referrers/)
  expect(helpText('plain_objects', none, view)).toMatch(/plain_objects/)
})

test('a misspelt one says what was meant', () => {
  expect(() => helpText('find_pth', none, view)).toThrow('there is no help on find_pth')
  try {
    helpText('find_pth', none, view)
  } catch (error) {
    expect((error as { next: string }).next).toContain('find_path')
  }
})
