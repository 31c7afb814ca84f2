import { expect, test } from 'vitest'
import { formatBytes, formatCount, formatCounted, formatDuration, formatShare } from './format.ts'

test('bytes: exact while small, then one decimal, 1024-based', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [40, '40 B'],
    [1234, '1,234 B'],
    [10_239, '10,239 B'],
    [10_240, '10.0 KB'],
    [12_600, '12.3 KB'],
    [1_048_524, '1,023.9 KB'],
    [1_048_575, '1.0 MB'],
    [4_718_592, '4.5 MB'],
    [1_288_490_189, '1.2 GB'],
    [2 ** 50, '1.0 PB'],
    [2 ** 50 * 2000, '2,000.0 PB'],
    [-20_480, '-20.0 KB'],
    [Number.NaN, '? B'],
  ]
  for (const [bytes, text] of cases) expect(formatBytes(bytes)).toBe(text)
})

test('counts have thousands separators whatever the locale', () => {
  expect(formatCount(0)).toBe('0')
  expect(formatCount(999)).toBe('999')
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect(formatCount(-1234)).toBe('-1,234')
  expect(formatCounted(1, 'object')).toBe('1 object')
  expect(formatCounted(1204, 'object')).toBe('1,204 objects')
  expect(formatCounted(2, 'class', 'classes')).toBe('2 classes')
})

test('shares never round something to nothing, nor a part to the whole', () => {
  expect(formatShare(0, 10)).toBe('0 %')
  expect(formatShare(10, 10)).toBe('100 %')
  expect(formatShare(452, 1000)).toBe('45.2 %')
  expect(formatShare(1, 1_000_000)).toBe('<0.1 %')
  expect(formatShare(999_999, 1_000_000)).toBe('>99.9 %')
  expect(formatShare(5, 0)).toBe('–')
})

test('durations', () => {
  expect(formatDuration(0.2)).toBe('0 ms')
  expect(formatDuration(350)).toBe('350 ms')
  expect(formatDuration(999.7)).toBe('1.0 s')
  expect(formatDuration(1234)).toBe('1.2 s')
  expect(formatDuration(9_960)).toBe('10 s')
  expect(formatDuration(59_700)).toBe('1 min')
  expect(formatDuration(125_000)).toBe('2 min 5 s')
  expect(formatDuration(3_780_000)).toBe('1 h 3 min')
  expect(formatDuration(7_199_000)).toBe('2 h')
})
