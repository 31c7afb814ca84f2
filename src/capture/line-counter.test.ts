import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { lineCounter } from './line-counter.ts'

const fixtures = fileURLToPath(new URL('../../test/fixtures/whole/', import.meta.url))
const dumps = ['native-3.1-bare.json.gz', 'native-3.4-bare.json.gz'].map((name) =>
  gunzipSync(readFileSync(fixtures + name)),
)

/** Each line parsed. */
function slow(bytes: Buffer): { lines: number; objects: number } {
  const lines = bytes.toString('latin1').split('\n').slice(0, -1)
  const types = lines.map((line) => (/"type":"(\w+)"/.exec(line) ?? [])[1])
  const objects = types.filter((type) => type !== 'ROOT' && type !== 'SHAPE').length
  return { lines: lines.length, objects }
}

function counted(bytes: Buffer, size: number): { lines: number; objects: number; ended: boolean } {
  const counter = lineCounter()
  for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size))
  const { lines, objects, ended } = counter
  return { lines, objects, ended }
}

test.each([1 << 20, 65_536, 4093])('real dumps, in pieces of %d bytes', (size) => {
  for (const dump of dumps) expect(counted(dump, size)).toEqual({ ...slow(dump), ended: true })
})

test('cut at every byte', () => {
  // 3.4 has shapes: lines of all three kinds.
  const [, recent] = dumps
  const text = recent!.toString('latin1')
  const shape = text.indexOf('"type":"SHAPE"')
  expect(shape).toBeGreaterThan(0)
  const from = text.lastIndexOf('\n', shape - 2000) + 1
  const to = text.indexOf('\n', shape + 2000) + 1
  const some = Buffer.concat([
    Buffer.from('{"type":"ROOT", "root":"vm", "references":["0x10"]}\n'),
    recent!.subarray(from, to),
    Buffer.from(
      '{"address":"0x1", "type":"STRUCT"}\n{"address":"0x7ffff0000000", "type":"SHAPE"}\n',
    ),
  ])
  const expected = { ...slow(some), ended: true }
  for (const size of [1, 2, 3, 7, 13, 31, 47, 48, 49, 97]) {
    expect(counted(some, size)).toEqual(expected)
  }
})

test('a last line without an end, lines without anything', () => {
  expect(counted(Buffer.from('{"address":"0x1", "type":"STRING"}\n{"addr'), 5)).toEqual({
    lines: 1,
    objects: 1,
    ended: false,
  })
  expect(counted(Buffer.from('\n\n'), 1)).toEqual({ lines: 2, objects: 0, ended: true })
  expect(counted(Buffer.alloc(0), 1)).toEqual({ lines: 0, objects: 0, ended: true })
})
