// What docs/coming-from-*.md say, for tests that hold them to it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Differences } from './differences.ts'

export function documentation(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')
}

/** From a `### title` to the next heading. */
export function section(text: string, title: string): string {
  const from = text.indexOf(`\n### ${title}\n`)
  if (from < 0) return ''
  const end = text.indexOf('\n#', from + 5)
  return text.slice(from, end < 0 ? undefined : end)
}

/** Rows of counts as a document should have them, that it has not. */
export function undocumented(text: string, counts: Differences): string[] {
  return counts
    .lines()
    .map((line) => line.replace(/^(\S+) (.*)$/, '| $1 | $2 |'))
    .filter((row) => !text.includes(`\n${row}\n`))
}
