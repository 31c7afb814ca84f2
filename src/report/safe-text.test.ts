import { expect, test } from 'vitest'
import { safeJson, safeText } from './safe-text.ts'

test('nothing that could steer a terminal passes', () => {
  expect(safeText('plain "text" – Größe 日本 👩‍👧')).toBe('plain "text" – Größe 日本 👩‍👧')
  expect(safeText('\u001b[31mred\u001b]0;title\u0007')).toBe('\\e[31mred\\e]0;title\\x07')
  expect(safeText('a\nb\r\tc\0')).toBe('a\\nb\\r\\tc\\x00')
  expect(safeText('\u009b2J\u007f')).toBe('\\x9B2J\\x7F')
  expect(safeText('user\u202etxt.exe')).toBe('user\\u202Etxt.exe')
  expect(safeText('a\u{e0041}\ufeff\ud800')).toBe('a\\u{E0041}\\uFEFF\\uD800')
})

test('escaping twice changes nothing', () => {
  const once = safeText('\u001b[2J\n\u202e')
  expect(safeText(once)).toBe(once)
})

test('a JSON document keeps its meaning', () => {
  const record = { label: 'a\u001b\u009b\u007f\u202e\u{e0041}\n' }
  const json = safeJson(JSON.stringify(record))
  expect(JSON.parse(json)).toEqual(record)
  expect(json).toMatch(/^[\x20-\x7e]+$/)
})
