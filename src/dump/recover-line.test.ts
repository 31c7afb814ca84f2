// Lines that Rubies themselves break, as they wrote them: what can be told is told.
import { expect, test } from 'vitest'
import { fixture, fixtures, joinLines, linesOf } from '../../test/reference/fixtures.ts'
import type { PlainRow } from '../../test/reference/part-rows.ts'
import { rowsOf } from '../../test/reference/part-rows.ts'
import * as R from '../base/record.ts'
import { createKernel } from './create-kernel.ts'
import { memorySource } from './memory-source.ts'
import type { Part } from './part.ts'
import { recoverLine } from './recover-line.ts'
import { scanRange } from './scan-range.ts'

const kernel = createKernel()

function read(bytes: Uint8Array): Part {
  const parts: Part[] = []
  scanRange(memorySource(bytes), kernel, 0, bytes.length, { onPart: (part) => parts.push(part) })
  return parts[0]
}

/** Case -> what its line says, in all Rubies that have the case. */
const CASES: Readonly<Record<string, Partial<PlainRow>>> = {
  'class-latin1': { name: 'Caf\uFFFD', type: R.TYPE_CLASS },
  'class-tempname': { name: 'fake "quoted" \\ name' },
  'real-class-name-tempname': { realName: 'fake "quoted" \\ name', method: 'singleton_class' },
  'file-invalid-utf8': { file: 'bad\uFFFD\uFFFD.rb', line: 7 },
  'file-newline': { file: 'two\nlines.rb', line: 7, method: 'new' },
  'file-quote-backslash': { file: 'we"ird\\path.rb', line: 7, method: 'new' },
  'line-negative': { file: 'neg.rb', line: -5 },
  'method-latin1': { method: 'm\uFFFD', line: 6 },
  'method-newline': { method: 'a\nb', line: 6 },
  'method-quote': { method: 'we"ird\\m', line: 6 },
  'method-utf8': { method: 'café', line: 6 },
  'string-controls': { word: 'US-ASCII', line: 18 },
}

for (const { name, ruby, bytes } of fixtures('malformed')) {
  const kind = /^\d\.\d-(.*)\.jsonl$/.exec(name)?.[1] ?? ''
  if (kind === 'truncated-last-line') continue
  test(`${name} is read`, () => {
    const part = read(bytes)
    const [row] = rowsOf(part)
    const wanted = { ...CASES[kind] }
    // Ruby 3.0 overwrites all bytes of such names but the first of each escape.
    if (ruby === '3.0' && kind === 'method-utf8') wanted.method = 'caf\uFFFD\uFFFD'
    expect(row).toMatchObject(wanted)
    expect(part).toMatchObject({ rows: 1, badLines: 0, truncated: false })
    expect(part.repaired).toBe((row.flags & R.FLAG_REPAIRED) === 0 ? 0 : 1)
    // What surrounds the broken text is whole.
    expect(row.refs.length).toBe(row.type === R.TYPE_CLASS ? 3 : 1)
    expect(row.size).toBeGreaterThan(0)
    expect(row.generation).not.toBe(R.NONE)
    expect(row.flags & R.FLAG_WB_PROTECTED).toBe(R.FLAG_WB_PROTECTED)
  })

  test(`${name} costs no other line`, () => {
    const others = linesOf(fixture('extra', 'since-3.2.jsonl').bytes)
    const part = read(joinLines([...others, ...linesOf(bytes), ...others]))
    const alone = read(joinLines(others))
    expect(part.rows).toBe(alone.rows * 2 + 1)
    expect(rowsOf(part).slice(-alone.rows)).toEqual(rowsOf(alone))
  })
}

test('a dump that was cut off: all lines but the last', () => {
  const { bytes } = fixture('malformed', '3.4-truncated-last-line.jsonl')
  const part = read(bytes)
  const lines = linesOf(bytes)
  expect(part.rows + part.roots.length + part.shapes.length).toBe(lines.length - 1)
  expect(part).toMatchObject({ badLines: 1, repaired: 0, truncated: true })
  expect(part.notes[0].byte).toBe(bytes.lastIndexOf(0x0a) + 1)
})

test('fields around damage are kept', () => {
  const start = '{"address":"0x10", "type":"STRING", "class":"0x20", "bytesize":3'
  const end = ', "memsize":40, "flags":{"old":true, "age":3}}'
  const flags = { old: true, age: 3 }
  const base = { address: '0x10', type: 'STRING', class: '0x20', bytesize: 3 }
  expect(recoverLine(`${start}, "references":["0x30", "0x4", 0x50", "0x60"]${end}`)).toMatchObject({
    ...base,
    references: ['0x30', '0x4', '0x60'],
    memsize: 40,
    flags,
  })
  expect(recoverLine(`${start}, "references":["0x30", "0x4`)).toEqual({
    ...base,
    references: ['0x30'],
  })
  expect(recoverLine(`${start}, "value":"a\\q", "encoding":"UTF-8"${end}`)).toMatchObject({
    ...base,
    encoding: 'UTF-8',
    memsize: 40,
  })
  expect(recoverLine(`${start}, "memsize":40`)).toEqual({ ...base, memsize: 40 })
  expect(
    recoverLine('{"type":"ROOT", "root":"vm", "references":["0x10", "0x2\x000", "0x30"]}'),
  ).toEqual({
    type: 'ROOT',
    root: 'vm',
    references: ['0x10', '0x30'],
  })
  for (const nothing of ['', '{', '{"address":"0x10"', '{"address":"", "type":"STRING"', 'text']) {
    expect(recoverLine(nothing)).toBeUndefined()
  }
})

test('megabytes of nonsense are looked at in time that grows no faster than they do', () => {
  const head = '{"address":"0x10", "type":"DATA"'
  const nonsense = [
    ', "references":['.repeat(200_000),
    `, "references":[${'"0x10", '.repeat(500_000)}`,
    ', "a":"b"'.repeat(400_000),
    `, "struct":"${'\\'.repeat(4_000_000)}`,
    `, "struct":"${'", "file":"'.repeat(400_000)}`,
    ', "flags":{'.repeat(400_000),
    `, "memsize":${'1'.repeat(4_000_000)}x`,
    `, "file":"${', "line":1'.repeat(400_000)}`,
    `, "file":"x", "memsize":1${' '.repeat(4_000_000)}x`,
    ', "method":"'.repeat(300_000),
    '{"address":"0x'.repeat(300_000),
  ]
  for (const text of nonsense) {
    const started = performance.now()
    const part = read(Uint8Array.from(head + text, (character) => character.charCodeAt(0)))
    expect(part.badLines + part.repaired).toBeGreaterThan(0)
    expect(performance.now() - started, text.slice(0, 30)).toBeLessThan(30_000)
  }
}, 120_000)
