import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openIndex } from './index-reader.ts'
import { IndexWriter } from './index-writer.ts'
import { answerReadAhead, readAheadJob, taker } from './read-ahead.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-ahead-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const COLUMN = Uint32Array.from({ length: 3000 }, (_, i) => i * i)
const SIZES = Float64Array.from({ length: 2000 }, (_, i) => (i % 500 === 0 ? 2 ** 40 : i))

function index(name: string): string {
  const file = join(folder, name)
  const writer = new IndexWriter(file, `${file}.tmp`)
  writer.add('column.size', COLUMN)
  writer.add('tree.retained', SIZES)
  writer.finish('{}')
  return file
}

test('what the other thread read is what is in the index, and is given once', () => {
  const { job, port } = readAheadJob(index('whole'), ['column.size', 'tree.retained'])
  const take = taker(job, port)
  answerReadAhead(job)
  expect(take('tree.retained')).toEqual(SIZES)
  expect(take('column.size')).toEqual(COLUMN)
  expect(take('column.size')).toBeUndefined()
  port.close()
})

test('what this thread was first to want it reads itself', () => {
  const { job, port } = readAheadJob(index('first'), ['column.size', 'tree.retained'])
  const take = taker(job, port)
  expect(take('column.size')).toBeUndefined()
  expect(take('column.flags')).toBeUndefined()
  answerReadAhead(job)
  expect(take('column.size')).toBeUndefined()
  expect(take('tree.retained')).toEqual(SIZES)
  port.close()
})

test('what the other thread cannot read this one tries, and says why it fails', () => {
  const file = index('damaged')
  const bytes = readFileSync(file)
  bytes[64]! ^= 1
  writeFileSync(file, bytes)
  const names = ['column.size', 'column.gone', 'tree.retained']
  const { job, port } = readAheadJob(file, names)
  const take = taker(job, port)
  answerReadAhead(job)
  expect(take('column.size')).toBeUndefined()
  expect(take('column.gone')).toBeUndefined()
  expect(take('tree.retained')).toEqual(SIZES)
  port.close()
  const opened = openIndex(file)!
  expect(() => opened.load('column.size')).toThrow('damaged')
  opened.close()
  const missing = readAheadJob(join(folder, 'none'), ['column.size'])
  answerReadAhead(missing.job)
  expect(taker(missing.job, missing.port)('column.size')).toBeUndefined()
  missing.port.close()
})
