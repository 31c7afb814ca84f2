import { expect, test } from 'vitest'
import { chart } from './chart.ts'
import type { ChartOptions, Point } from './chart.ts'

const label = (value: number): string => value.toFixed(0)
const OPTIONS: ChartOptions = { width: 14, height: 4, label }

/** The dots as a grid of # and space, two columns and four rows a cell. */
function grid(points: readonly Point[], options: ChartOptions = OPTIONS): string[] {
  const BITS = [
    [0, 3],
    [1, 4],
    [2, 5],
    [6, 7],
  ]
  return chart(points, options).lines.flatMap(({ dots }) =>
    BITS.map((row) =>
      dots
        .split('')
        .map((cell) => row.map((bit) => ((cell.codePointAt(0)! >> bit) & 1 ? '#' : ' ')).join(''))
        .join(''),
    ),
  )
}

/** Where a column has its topmost and its lowest dot; undefined where it has none. */
function extent(rows: readonly string[], column: number): [number, number] | undefined {
  const set = rows.flatMap((row, at) => (row[column] === '#' ? [at] : []))
  return set.length === 0 ? undefined : [set[0]!, set.at(-1)!]
}

const line = (count: number, y: (i: number) => number): Point[] =>
  Array.from({ length: count }, (_, x) => ({ x, y: y(x) }))

test('a straight line goes from corner to corner, without gaps', () => {
  const rows = grid(line(50, (i) => i * 10))
  expect(rows).toHaveLength(16)
  const columns = rows[0]!.length
  expect(extent(rows, 0)?.[1]).toBe(15)
  expect(extent(rows, columns - 1)?.[0]).toBe(0)
  for (let column = 1; column < columns; column++) {
    const [here, before] = [extent(rows, column)!, extent(rows, column - 1)!]
    expect(here[1]).toBeLessThanOrEqual(before[1])
    expect(here[1]).toBeGreaterThanOrEqual(before[0] - 1) // touches its neighbour
  }
})

test('what is flat is one row of dots, in the middle', () => {
  const rows = grid(line(20, () => 100))
  const filled = rows.flatMap((row, at) => (row.includes('#') ? [at] : []))
  expect(filled).toHaveLength(1)
  expect(rows[filled[0]!]).toMatch(/^#+$/)
  expect(filled[0]).toBeGreaterThan(3)
  expect(filled[0]).toBeLessThan(12)
})

test('a peak among a thousand readings is there', () => {
  const rows = grid(line(1000, (i) => (i === 501 ? 1000 : 0)))
  expect(rows[0]).toContain('#')
  expect(rows[15]).toMatch(/^#+$/)
})

test('few readings are joined by lines', () => {
  const rows = grid([
    { x: 0, y: 0 },
    { x: 10, y: 100 },
    { x: 20, y: 0 },
  ])
  for (let column = 0; column < rows[0]!.length; column++) {
    expect(extent(rows, column), String(column)).toBeDefined()
  }
})

test('every dot is where a reading, or the way between two, is', () => {
  const points = line(200, (i) => 500 + 400 * Math.sin(i / 9))
  const rows = grid(points)
  const { low, high } = chart(points, OPTIONS)
  const columns = rows[0]!.length
  for (let column = 0; column < columns; column++) {
    // All readings of this column and the ones beside it.
    const near = points.filter(({ x }) => Math.abs((x / 199) * columns - column) <= 2)
    const ys = near.map(({ y }) => ((high - y) / (high - low)) * 16)
    const [top, bottom] = extent(rows, column)!
    expect(top).toBeGreaterThanOrEqual(Math.min(...ys) - 1.5)
    expect(bottom).toBeLessThanOrEqual(Math.max(...ys) + 1)
  }
})

test('the axis names top, middle and bottom; from zero only where changes still show', () => {
  const zero = chart(
    line(10, (i) => i * 100),
    { ...OPTIONS, height: 7 },
  )
  expect(zero.lines.map(({ axis }) => axis)).toEqual([
    '900 ┤',
    '    │',
    '    │',
    '450 ┤',
    '    │',
    '    │',
    '  0 ┤',
  ])
  const narrow = chart(
    line(10, (i) => 1000 + i),
    OPTIONS,
  )
  expect(narrow.low).toBeGreaterThan(900)
  expect(narrow.high).toBeGreaterThan(1009)
})

test('each line is as wide as was asked for', () => {
  for (const width of [40, 80, 121]) {
    const made = chart(
      line(30, (i) => 1e6 + i),
      { width, height: 6, label },
    )
    for (const { axis, dots } of made.lines) {
      expect(axis.length).toBe(made.indent)
      expect(axis.length + dots.length).toBe(width)
    }
  }
})

test('no reading, one reading', () => {
  expect(grid([]).join('').trim()).toBe('')
  expect(
    grid([{ x: 5, y: 7 }])
      .join('')
      .match(/#/g),
  ).toHaveLength(1)
})
