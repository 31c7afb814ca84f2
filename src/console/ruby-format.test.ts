// `format`: what Ruby 3.1 gave for the same arguments.

import { expect, test } from 'vitest'
import { format } from './ruby-format.ts'

test.each<[string, readonly unknown[], string]>([
  ['%5d|%-5d|%05d|%+d|% d', [42, 42, 42, 42, 42], '   42|42   |00042|+42| 42'],
  ['%.2f|%8.3f|%-8.1f|%f', [3.14159, 3.14159, 3.14159, 2], '3.14|   3.142|3.1     |2.000000'],
  [
    '%x|%X|%#x|%o|%b|%08b|%#010x',
    [255, 255, 255, 8, 5, 5, 255],
    'ff|FF|0xff|10|101|00000101|0x000000ff',
  ],
  ['%s|%10s|%-10s|%.2s', ['abc', 'abc', 'abc', 'abc'], 'abc|       abc|abc       |ab'],
  ['%p %p', ['a', null], '"a" nil'],
  ['%e|%.2e', [12345.678, 0.00012], '1.234568e+04|1.20e-04'],
  ['%c%c', ['a', 98], 'ab'],
  ['100 %%', [], '100 %'],
  ['%<n>d of %{m}', [{ n: 3, m: 'x' }], '3 of x'],
  ['%<n>d', [new Map([['n', 3]])], '3'],
  ['%d %d %d', [-3.7, 3.99, '12'], '-3 3 12'],
  ['%05d %.3d', [-42, 7], '-0042 007'],
  // In the middle: to the even digit.
  ['%+.1f %.1f %.0f %.0f', [-2.25, 2.35, 0.5, 1.5], '-2.2 2.4 0 2'],
  ['<%s>', [null], '<>'],
])('%s %j', (pattern, values, text) => expect(format(pattern, ...values)).toBe(text))

test.each<[string, readonly unknown[], RegExp]>([
  ['%d and %d', [1], /wants more values/],
  ['%d', ['many'], /a number is wanted, not a string/],
  ['%d', [null], /a number is wanted, not nil/],
  ['%y', [1], /%y is not known/],
  ['50 %', [], /begins no directive/],
  ['%{other}', [{ n: 3 }], /no value called other/],
])('%s %j throws', (pattern, values, message) => {
  expect(() => format(pattern, ...values)).toThrow(message)
})
