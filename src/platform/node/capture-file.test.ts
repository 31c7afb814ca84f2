// A capture file beside a dump names what the dump does not, where it belongs to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { captureFileOf } from './capture-file.ts'
import { openDump } from './open-dump.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-capture-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const made = new MadeHeap('3.1.2')
  .root('global_tbl', 'list')
  .klass('Class')
  .klass('Object')
  .klass('Array')
  .klass('Cache', { superclass: 'Object', references: ['Object', 'list'] })
  .add('list', 'ARRAY', { class: 'Array', length: 0 })

interface Given {
  readonly raw_bytes?: number
  readonly name?: string
  readonly text?: string
}

function capture({ raw_bytes = made.bytes().length, name = 'Cache', text }: Given): string {
  return (
    text ??
    JSON.stringify({
      kind: 'loupe-capture',
      version: 1,
      dump: { raw_bytes },
      heap: {
        globals: { $list: made.address('list') },
        modules: [
          { address: made.address('Cache'), name, constants: { STORE: made.address('list') } },
        ],
      },
    })
  )
}

async function opened(given?: Given): Promise<{ notes: readonly string[]; edges: unknown[] }> {
  const file = join(folder, 'dump.json')
  rmSync(captureFileOf(file), { force: true })
  writeFileSync(file, made.bytes())
  if (given !== undefined) writeFileSync(captureFileOf(file), capture(given))
  const { questions, notes, close } = await openDump(file, { index: false, spill: false })
  const edges = questions.referrers('Array[1]').items.map(({ edge }) => edge)
  await close()
  return { notes, edges }
}

test('is looked for under the name of the dump', () => {
  expect(captureFileOf('/a/b.json')).toBe('/a/b.capture.json')
  expect(captureFileOf('/a/b.json.gz')).toBe('/a/b.capture.json')
  expect(captureFileOf('b.jsonl.zst')).toBe('b.capture.json')
  expect(captureFileOf('b')).toBe('b.capture.json')
})

test('names what the dump does not', async () => {
  const without = await opened()
  expect(without.notes).toEqual([])
  expect(without.edges).not.toContain('constant STORE')
  const beside = await opened({})
  expect(beside.notes).toEqual([])
  expect(beside.edges).toEqual(expect.arrayContaining(['constant STORE', 'global variable $list']))
})

test.each([
  [{ raw_bytes: 7 }, /^the capture file dump.capture.json is not used: it is of a dump of 7 bytes/],
  [{ text: '{"kind":' }, /is not used: it is no JSON, or was cut off\.$/],
  [{ text: '{}' }, /is not used: it is no capture file\.$/],
])('%j is not used, and a note says so', async (given, note) => {
  const { notes, edges } = await opened(given)
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatch(note)
  expect(edges).not.toContain('constant STORE')
})

test('one of another process with a dump of the same length is told by the names of classes', async () => {
  const { edges } = await opened({ name: 'Other' })
  expect(edges).not.toContain('constant STORE')
})
