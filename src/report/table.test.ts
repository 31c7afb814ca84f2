import { expect, test } from 'vitest'
import { displayWidth } from './display-width.ts'
import { named, piece } from './line.ts'
import { plainPaint } from './paint.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

interface Row {
  readonly name: string
  readonly count: number
}

const columns: Column<Row>[] = [
  figure('count', ({ count }) => String(count)),
  { title: 'class', flexible: true, cell: ({ name }) => named(name) },
  { title: 'note', optional: true, cell: () => piece('dim', 'a note') },
]

function lines(width: number, ...names: readonly string[]): string[] {
  const rows = names.map((name, index) => ({ name, count: 10 ** (index + 1) }))
  return table({ width, color: plainPaint, dump: 'd' }, columns, rows)
}

test('figures to the right, names to the left, optional columns where there is room', () => {
  expect(lines(40, 'Work', 'WorksController')).toEqual([
    '  count  class            note',
    '     10  Work             a note',
    '    100  WorksController  a note',
  ])
  expect(lines(28, 'Work', 'WorksController')).toEqual([
    '  count  class',
    '     10  Work',
    '    100  WorksController',
  ])
})

test('names give way in the middle, strings at the end', () => {
  expect(lines(30, 'ActionDispatch::Routing::RoutesProxy', '"a rather long string value"')).toEqual(
    ['  count  class', '     10  ActionDi…:RoutesProxy', '    100  "a rather long strin…'],
  )
})

test('wide and combining characters keep the columns straight', () => {
  const [, ...rows] = table(
    { width: 40, color: plainPaint, dump: 'd' },
    [
      { title: 'name', cell: ({ name }: Row) => named(name) },
      figure('count', ({ count }: Row) => String(count)),
    ],
    ['日本語', 'e\u0301te\u0301', '👩‍👩‍👧'].map((name) => ({ name, count: 1 })),
  )
  expect(rows.map(displayWidth)).toEqual([15, 15, 15])
})

test('no line is wider than the terminal, however narrow', () => {
  for (let width = 20; width < 60; width++) {
    for (const line of lines(width, 'A'.repeat(100), '日'.repeat(50), 'x\u001b[31m'.repeat(9))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }
  }
})

test('no rows, no table', () => {
  expect(lines(80)).toEqual([])
})
