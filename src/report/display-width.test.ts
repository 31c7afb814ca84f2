import { expect, test } from 'vitest'
import { cutEnd, cutMiddle, displayWidth } from './display-width.ts'

test('width counts terminal cells, not UTF-16 units', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['Work', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한글', 4],
    ['ﾊﾝｶｸ', 4],
    ['Ａ', 2],
    ['💎', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['…→└─', 4],
  ]
  for (const [text, width] of cases) expect([text, displayWidth(text)]).toEqual([text, width])
})

test('cutting at the end', () => {
  expect(cutEnd('a title', 10)).toBe('a title')
  expect(cutEnd('a longer title', 9)).toBe('a longer…')
  expect(cutEnd('日本語文字', 6)).toBe('日本…')
  expect(cutEnd('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…')
  expect(cutEnd('abc', 0)).toBe('')
})

test('cutting in the middle keeps the end, by which Ruby names differ', () => {
  const name = 'ActionDispatch::Routing::RoutesProxy'
  expect(cutMiddle(name, 40)).toBe(name)
  expect(cutMiddle(name, 24)).toBe('ActionDis…g::RoutesProxy')
  expect(displayWidth(cutMiddle(name, 24))).toBe(24)
  expect(cutMiddle(name, 5)).toBe('Acti…')
  for (let width = 1; width < 12; width++) {
    expect(displayWidth(cutMiddle('日本語のクラス名', width))).toBeLessThanOrEqual(width)
  }
})
