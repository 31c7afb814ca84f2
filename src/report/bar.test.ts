import { expect, test } from 'vitest'
import { bar } from './bar.ts'

test('a bar has as many eighths of cells as its part says', () => {
  expect(bar(1, 4)).toBe('████')
  expect(bar(0.5, 4)).toBe('██')
  expect(bar(0.53125, 4)).toBe('██▏')
  expect(bar(0.999, 4)).toBe('████')
})

test('little is never nothing, and nothing is nothing', () => {
  expect(bar(1e-9, 10)).toBe('▏')
  expect(bar(0, 10)).toBe('')
  expect(bar(-1, 10)).toBe('')
  expect(bar(Number.NaN, 10)).toBe('')
  expect(bar(7, 3)).toBe('███')
})
