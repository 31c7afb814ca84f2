import { expect, test } from 'vitest'
import { byteSize, duration, durations } from './option-values.ts'

test.each([
  ['30s', 30],
  ['30', 30],
  ['1m', 60],
  ['2min', 120],
  ['1.5h', 5400],
  ['250ms', 0.25],
  [' 5 S ', 5],
])('%j is %d seconds', (text, seconds) => expect(duration(text)).toBeCloseTo(seconds, 9))

test.each(['', 's', '0s', '-1s', '1d', '1 2s', '1e3', '.5s', '9999999h'])('%j is no time', (text) =>
  expect(() => duration(text)).toThrow('such as 30s'),
)

test('times are separated by commas', () => {
  expect(durations('30s,1m, 90s')).toEqual([30, 60, 90])
  expect(() => durations('30s,')).toThrow()
})

test.each([
  ['800MB', 800 * 1024 ** 2],
  ['1.5gb', 1.5 * 1024 ** 3],
  ['100 m', 100 * 1024 ** 2],
  ['2GiB', 2 * 1024 ** 3],
  ['4096', 4096],
  ['12b', 12],
])('%j is %d bytes', (text, bytes) => expect(byteSize(text)).toBe(bytes))

test.each(['', 'MB', '0MB', '-1MB', '1XB', '1MB2', '99999999TB'])('%j is no size', (text) =>
  expect(() => byteSize(text)).toThrow('such as 800MB'),
)
