// Writes the transcript in docs/console.md: types the investigation of examples/routes-proxy into the
// built console (`npm run build` first) and puts what it shows between the marks. A test compares.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { investigate } from '../test/console/terminal.mjs'

const manual = new URL('../docs/console.md', import.meta.url)
const cache = await mkdtemp(join(tmpdir(), 'loupe-record-'))
try {
  const text = await readFile(manual, 'utf8')
  const transcript = await investigate(cache)
  const marked = /(<!-- transcript -->\n```\n)[^]*?(```\n<!-- end -->)/
  if (!marked.test(text)) throw new Error('docs/console.md has no marks for the transcript')
  await writeFile(
    manual,
    text.replace(marked, (_, before, after) => before + transcript + after),
  )
} finally {
  await rm(cache, { recursive: true, force: true })
}
