// The table of faults in docs/capture.md names a test for each: that there is one.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('each fault has the test that it names', () => {
  const table = read('docs/capture.md').split('## What can go wrong')[1]?.split('\n## ')[0] ?? ''
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (---|fault)/.test(line))
  expect(rows.length).toBeGreaterThan(20)
  for (const row of rows) {
    const [, file, title] = /\| `([\w-]+\/[\w-]+)`: ([^|]+) \|$/.exec(row) ?? []
    const tests = read(`test/${file}.test.ts`)
    // The name, or its beginning, where a test is declared.
    const declared = [...tests.matchAll(/^ *(?:test\b.*\(|\]\)\()?'(.*)',/gm)].map(
      ([, name]) => name ?? '',
    )
    expect(
      declared.filter((name) => name.startsWith(title ?? '?')),
      row,
    ).not.toEqual([])
  }
})
