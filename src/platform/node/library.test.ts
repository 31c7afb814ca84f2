// open and openDiff: every kind of source, what goes wrong, and what is left behind.
import { copyFileSync, createReadStream, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { LoupeError, open, openDiff } from './library.ts'
import type { DumpSource } from './library.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-library-'))
const cache = join(folder, 'cache')
const packed = fileURLToPath(
  new URL('../../../test/fixtures/whole/native-3.3-bare.json.gz', import.meta.url),
)
const other = packed.replace('3.3', '3.4')
const bytes = new Uint8Array(gunzipSync(readFileSync(packed)))

beforeEach(() => {
  vi.stubEnv('LOUPE_CACHE_DIR', cache)
  rmSync(cache, { recursive: true, force: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function plain(name: string): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

const indexes = () => (existsSync(cache) ? readdirSync(cache) : [])

async function refusal(attempt: () => Promise<unknown>): Promise<LoupeError> {
  try {
    await attempt()
  } catch (error) {
    expect(error).toBeInstanceOf(LoupeError)
    return error as LoupeError
  }
  throw new Error('it was not refused')
}

test('a path, a URL, bytes and streams of them give the same heap', async () => {
  const file = plain('sources.json')
  const heap = await open(file, { index: false })
  const right = { objects: heap.objects.length, classes: [...heap.objects.countBy('klass')] }
  const sources: [DumpSource, string][] = [
    [packed, packed],
    [pathToFileURL(file), file],
    [bytes, 'these bytes'],
    [new Uint8Array(gzipSync(bytes)), 'these bytes'],
    [createReadStream(file), 'this stream'],
    [createReadStream(packed), 'this stream'],
    [new Response(bytes).body as AsyncIterable<Uint8Array>, 'this stream'],
  ]
  for (const [source, name] of sources) {
    const same = await open(source)
    expect(same.name).toBe(name)
    expect(same.summary.source.name).toBe(name)
    expect({
      objects: same.objects.length,
      classes: [...same.objects.countBy('klass')],
    }).toEqual(right)
    await same.close()
  }
  await heap.close()
})

test('a name may be given, and a file may be called -', async () => {
  const heap = await open(bytes, { name: 'yesterday' })
  expect([heap.name, heap.summary.source.name]).toEqual(['yesterday', 'yesterday'])
  const before = process.cwd()
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  expect((await refusal(() => open('-'))).message).toBe('There is no file ./-.')
  vi.restoreAllMocks()
  expect(process.cwd()).toBe(before)
})

test.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    'a missing file',
    () => open(join(folder, 'no.json')),
    'not-found',
    /There is no file .*no.json/,
  ],
  ['a folder', () => open(folder), 'unreadable', /is a folder/],
  ['text', () => open(Buffer.from('hello\nworld\n')), 'not-a-dump', /./],
  ['nothing', () => open(new Uint8Array(0)), 'not-a-dump', /./],
  ['an empty path', () => open(''), 'usage', /open\(dump\): an empty path is no dump/],
  ['no path', () => open(undefined as never), 'usage', /a value of type undefined is no dump/],
  ['a number', () => open(7 as never), 'usage', /a value of type number is no dump/],
  ['null', () => open(null as never), 'usage', /null is no dump/],
  [
    'a web page',
    () => open(new URL('http://localhost/')),
    'usage',
    /http:\/\/localhost\/ is no file/,
  ],
  ['no worker', () => open(packed, { workers: 0 }), 'usage', /workers is 0/],
  ['half a worker', () => open(packed, { workers: 1.5 }), 'usage', /workers is 1.5/],
  ['an option as dump', () => openDiff(packed, { index: false } as never), 'usage', /type object/],
])('%s is refused in words', async (_, attempt, code, message) => {
  const error = await refusal(attempt)
  expect(error.code).toBe(code)
  expect(error.message).toMatch(message)
  expect(indexes()).toEqual([])
})

test('compressed data that is damaged is refused, and leaves nothing', async () => {
  const bad = new Uint8Array(gzipSync(bytes))
  bad.fill(0x55, bad.length >> 1, (bad.length >> 1) + 64)
  const file = join(folder, 'damaged.json.gz')
  writeFileSync(file, bad)
  expect((await refusal(() => open(file))).code).toBe('corrupt-input')
  expect(indexes()).toEqual([])
})

test('a stream that breaks off with an error passes that on', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 50_000)
    throw new Error('connection reset')
  }
  await expect(open(broken())).rejects.toThrow('connection reset')
})

test('the index is written behind the opening, and used by the next one', async () => {
  const file = plain('behind.json')
  const notes: string[] = []
  const first = await open(file, { onNote: (note) => notes.push(note) })
  expect(indexes()).toEqual([])
  await vi.waitFor(() => expect(indexes()).toHaveLength(1))
  const phases: string[] = []
  const second = await open(file, { onProgress: ({ phase }) => phases.push(phase) })
  expect(phases).toEqual([])
  expect(second.objects.length).toBe(first.objects.length)
  expect(notes).toEqual([])
  await Promise.all([first.close(), second.close()])
})

test('a file that has changed is read anew, and a note says so', async () => {
  const file = plain('anew.json')
  const first = await open(file)
  await first.close()
  copyFileSync(other, file)
  utimesSync(file, new Date(), new Date(Date.now() + 5000))
  const notes: string[] = []
  const second = await open(file, { onNote: (note) => notes.push(note) })
  expect(second.objects.length).not.toBe(first.objects.length)
  expect(notes.join()).toContain('the dump has changed since')
  await second.close()
})

test('an index that turns out damaged costs time and nothing else', async () => {
  const file = plain('healed.json')
  const first = await open(file)
  const right = first.strings.map((string) => string.label)
  await first.close()
  const index = join(cache, indexes()[0])
  const bad = readFileSync(index)
  bad.fill(0xff, 0, bad.length - 30_000)
  writeFileSync(index, bad)
  const notes: string[] = []
  const second = await open(file, { onNote: (note) => notes.push(note) })
  expect(second.strings.map((string) => string.label)).toEqual(right)
  await second.close()
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatch(/is damaged.*built anew/)
  const third = await open(file, { onNote: (note) => notes.push(note) })
  expect(third.strings.map((string) => string.label)).toEqual(right)
  await third.close()
  expect(notes).toHaveLength(1)
})

test('a cache folder that cannot be written costs the index, and a note says so', async () => {
  const file = plain('no-cache.json')
  const blocked = join(folder, 'blocked')
  writeFileSync(blocked, '')
  vi.stubEnv('LOUPE_CACHE_DIR', join(blocked, 'deeper'))
  const notes: string[] = []
  const heap = await open(file, { onNote: (note) => notes.push(note) })
  expect(heap.objects.length).toBeGreaterThan(10_000)
  await heap.close()
  expect(notes.join()).toMatch(/the index was not kept/)
})

test('a program may close twice, or by await using, and is told when it asks afterwards', async () => {
  const file = plain('closed.json')
  const heap = await open(file, { index: false })
  const [first, second] = heap.strings.first(2)
  expect(first.json).toContain(first.address)
  await Promise.all([heap.close(), heap.close()])
  await heap[Symbol.asyncDispose]()
  expect(() => second.json).toThrow(/closed\.json was closed/)
})

test('openDiff takes two or three dumps, with and without options', async () => {
  const file = plain('diff.json')
  const phases = new Set<string>()
  const options = { index: false, onProgress: ({ phase }: { phase: string }) => phases.add(phase) }
  const two = await openDiff(file, file, options)
  expect(phases.size).toBeGreaterThan(0)
  expect(two.later).toBeNull()
  const three = await openDiff(file, packed, bytes, { index: false })
  expect(three.later?.name).toBe('these bytes')
  const undefinedLater = await openDiff(file, file, undefined, { index: false })
  expect(undefinedLater.later).toBeNull()
  expect(indexes()).toEqual([])
  expect(inspect(three)).toMatch(/^<Diff .*diff\.json, [\d,]+ objects → .* → these bytes/)
  for (const diff of [two, three, undefinedLater]) await diff[Symbol.asyncDispose]()
})

test('of dumps that cannot all be opened none stays open', async () => {
  const file = plain('all-or-none.json')
  const missing = await refusal(() => openDiff(file, file, join(folder, 'third.json')))
  expect(missing.message).toContain('third.json')
  expect(indexes()).toEqual([])
  const error = await refusal(() => openDiff(file, file, Buffer.from('no dump')))
  expect(error.code).toBe('not-a-dump')
  // Closed: so the index of the first was finished.
  expect(indexes().filter((name) => name.endsWith('.index'))).toHaveLength(1)
  expect(indexes()).toHaveLength(1)
})

test('what is printed cannot steer the terminal', async () => {
  const evil = '\u001b]0;owned\u0007\u202e'
  const line = (address: string, value: string) =>
    `{"address":"${address}", "type":"STRING", "class":"0x10", "embedded":true, "bytesize":9, "value":${JSON.stringify(value)}, "encoding":"UTF-8", "memsize":40}`
  const text = [
    '{"address":"0x10", "type":"CLASS", "class":"0x10", "name":"String", "memsize":500}',
    line('0x100', evil),
    '{"type":"ROOT", "root":"vm", "references":["0x10", "0x100"]}',
  ].join('\n')
  const heap = await open(Buffer.from(`${text}\n`))
  const shown = inspect([heap, heap.objects, ...heap.objects, heap.at('0x100').path])
  // oxlint-disable-next-line no-control-regex
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(shown).toContain('owned')
})

test('a dump that would not fit memory beside what is open is refused before it is read', async () => {
  const limit = process.memoryUsage.rss() + 1_000_000
  const spy = vi.spyOn(process, 'constrainedMemory').mockReturnValue(limit)
  const error = await refusal(() => open(packed, { index: false }))
  expect(error.code).toBe('too-big')
  expect(error.message).toMatch(/of which this process uses .* already/)
  spy.mockReturnValue(limit + 500_000_000)
  await (await open(packed, { index: false })).close()
  spy.mockRestore()
})

test('folders are made where they are missing', async () => {
  mkdirSync(folder, { recursive: true })
  vi.stubEnv('LOUPE_CACHE_DIR', join(folder, 'a', 'b', 'c'))
  await (await open(plain('deep.json'))).close()
  expect(readdirSync(join(folder, 'a', 'b', 'c'))).toHaveLength(1)
})
