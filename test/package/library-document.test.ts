// docs/library.md says what each of its examples prints: it must be so, from an empty cache folder and
// from the index. And it must name every member of the API.
//
// UPDATE_DOCUMENTS=1 writes what they print into the document, to be read before it is committed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { examplesOf, rewritten, run } from './document.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const file = join(root, 'docs/library.md')
const dumps = join(root, 'examples/routes-proxy/dumps')
const cache = mkdtempSync(join(tmpdir(), 'loupe-document-'))

afterAll(() => rmSync(cache, { recursive: true, force: true }))

test('every example prints what the document says, cold and from the index', () => {
  const document = readFileSync(file, 'utf8')
  const examples = examplesOf(document)
  if (process.env['UPDATE_DOCUMENTS']) {
    writeFileSync(file, rewritten(document, examples, run(examples, dumps, cache)))
    return
  }
  expect(examples.length).toBeGreaterThan(20)
  const said = examples.map(({ code, printed }) => ({ code, printed }))
  for (const round of ['cold', 'from the index']) {
    const printed = run(examples, dumps, cache)
    expect(
      examples.map(({ code }, index) => ({ code, printed: printed[index] })),
      `${round} (if this is right now, UPDATE_DOCUMENTS=1 writes it into the document)`,
    ).toEqual(said)
  }
})

test('the document names every member of the API', () => {
  const document = readFileSync(file, 'utf8')
  const table = document.slice(document.indexOf('## All members'))
  for (const [name, members] of membersOf(readFileSync(join(root, 'src/library/api.ts'), 'utf8'))) {
    const missing = members.filter((member) => !table.includes(`\`${member}`))
    expect(missing, name).toEqual([])
  }
})

/** Interface -> its members, as api.ts writes them. */
function membersOf(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [, name = '', body = ''] of source.matchAll(
    /^export interface (\w+)[^{]*\{\n([^]*?)^\}/gm,
  )) {
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?]?[(:<]/gm)].map(([, m = '']) => m)
    found.set(name, [...new Set(members)])
  }
  expect([...found.keys()]).toContain('HeapObject')
  expect(found.get('Collection')).toContain('sortBy')
  return found
}
