// Opening from an index whose parts turn out damaged in the middle of a question, and the endings.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { LoupeError } from '../../base/errors.ts'
import type { Workbench } from '../../workbench/workbench.ts'
import { openIndex } from './index-reader.ts'
import { TAIL_BYTES } from './index-writer.ts'
import type { IndexHead } from './index-writer.ts'
import { openDump } from './open-dump.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-open-'))
const cache = join(folder, 'cache')
const options = { index: true, spill: true }

beforeEach(() => {
  vi.stubEnv('LOUPE_CACHE_DIR', cache)
  rmSync(cache, { recursive: true, force: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../test/fixtures/whole/${name}`, import.meta.url))
}

function plainDump(name: string): string {
  const file = join(folder, name)
  writeFileSync(file, gunzipSync(readFileSync(fixture('native-3.3-bare.json.gz'))))
  return file
}

function onlyIndex(): string {
  const names = readdirSync(cache).filter((name) => name.endsWith('.index'))
  expect(names).toHaveLength(1)
  return join(cache, names[0])
}

/** Questions that between them read every section of an index but the odd ones. */
function ask({ study, ...questions }: Workbench): unknown[] {
  const { heap, trees } = study
  return [
    questions.top({ by: 'class' }),
    questions.top({ by: 'generation' }),
    questions.top({ by: 'site' }),
    questions.path('Gem'),
    questions.dominators({ merge: true }),
    questions.referrers('Gem'),
    questions.show('@12'),
    questions.find('/Gem/', { limit: 5 }),
    Object.values(heap.columns).map((column) => Array.from(column.subarray(0, 500))),
    Array.from(heap.capacityRow),
    Array.from(heap.capacity),
    Array.from(heap.shapes.parent.subarray(0, 100)),
    Array.from(trees.dominators.positionOf.subarray(0, 500)),
    Array.from(trees.dominators.dominator.subarray(0, 500)),
    Array.from(trees.dominators.retained.subarray(0, 500)),
  ]
}

function headOf(index: string): IndexHead {
  const bytes = readFileSync(index)
  const offset = bytes.readDoubleLE(bytes.length - TAIL_BYTES)
  const length = bytes.readUInt32LE(bytes.length - TAIL_BYTES + 8)
  return JSON.parse(bytes.subarray(offset, offset + length).toString()) as IndexHead
}

test('each section that is damaged is found out and mended in the middle of a question', async () => {
  const dump = plainDump('mended.json')
  const first = await openDump(dump, options)
  const right = ask(first.questions)
  expect(await first.close()).toEqual([])
  const index = onlyIndex()
  const good = readFileSync(index)
  const { sections } = headOf(index)
  const unread: string[] = []
  for (const { name, offset, bytes } of sections) {
    if (bytes === 0) continue
    const bad = Buffer.from(good)
    bad[offset + (bytes >> 1)] ^= 0x04
    writeFileSync(index, bad)
    const again = await openDump(dump, options)
    expect(again.notes, name).toEqual([])
    expect(ask(again.questions), name).toEqual(right)
    const late = await again.close()
    if (late.length === 0) unread.push(name)
    else {
      expect(late.join()).toMatch(/section .* is damaged.*built anew/)
      expect(readFileSync(onlyIndex()).equals(good), name).toBe(true)
    }
  }
  expect(sections.length).toBeGreaterThan(25)
  expect(unread).toEqual([])
}, 120_000)

test('what a damaged index has lost is not taken from a dump that has changed', async () => {
  const dump = plainDump('changed.json')
  await (await openDump(dump, options)).close()
  const index = onlyIndex()
  const bad = readFileSync(index)
  bad.fill(0, 0, 200_000)
  writeFileSync(index, bad)
  const opened = await openDump(dump, options)
  const { atime, mtimeMs } = statSync(dump)
  utimesSync(dump, atime, new Date(mtimeMs + 5000))
  expect(() => ask(opened.questions)).toThrow(/has changed since it was opened/)
  rmSync(dump)
  expect(() => ask(opened.questions)).toThrow(/There is no file/)
  expect(await opened.close()).toEqual([])
})

test('text is not read from a file that was exchanged after opening', async () => {
  const dump = plainDump('exchanged.json')
  await (await openDump(dump, options)).close()
  const opened = await openDump(dump, options)
  copyFileSync(fixture('native-3.4-bare.json.gz'), dump)
  expect(() => opened.questions.show('@12')).toThrow(/has changed since it was opened/)
  await opened.close()
})

test('after closing, what was read stays, and the rest is refused in words', async () => {
  const dump = plainDump('closed.json')
  const fresh = await openDump(dump, options)
  await fresh.close()
  await fresh.close()
  const closed = /closed\.json was closed/
  expect(() => fresh.questions.show('@12')).toThrow(closed)
  const indexed = await openDump(dump, options)
  const { length } = indexed.questions.study.heap.columns.type
  await indexed.close()
  await indexed.close()
  expect(indexed.questions.study.heap.columns.type).toHaveLength(length)
  expect(() => indexed.questions.study.heap.columns.flags).toThrow(closed)
  expect(() => indexed.questions.study.heap.source).toThrow(LoupeError)
})

test('openings of one file at the same time do not get into each other’s way', async () => {
  const dump = plainDump('crowd.json')
  const opened = await Promise.all([1, 2, 3].map(() => openDump(dump, options)))
  const answers = opened.map(({ questions }) => ask(questions))
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  const late = await Promise.all(opened.map((each) => each.close()))
  expect(late).toEqual([[], [], []])
  expect(readdirSync(cache)).toHaveLength(1)
  const index = openIndex(onlyIndex())
  expect(() => headOf(onlyIndex()).sections.map(({ name }) => index?.load(name))).not.toThrow()
  index?.close()
})

test('settling finishes the index and leaves the dump open', async () => {
  const dump = plainDump('settled.json')
  const opened = await openDump(dump, options)
  expect(await Promise.all([opened.settle(), opened.settle()])).toEqual([[], []])
  onlyIndex()
  expect(opened.questions.show('@12').kind).toBe('show')
  await opened.close()
})
