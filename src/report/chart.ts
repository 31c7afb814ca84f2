// A line chart in braille: each cell of the terminal is two dots wide and four high, so eighty columns
// hold some 140 readings one by one. More readings than that share columns, and a column shows all
// values between the least and the largest of its readings, so no peak is lost. Readings that are
// further apart than a column are joined by a line. Cost: one pass over the readings.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface ChartOptions {
  /** Cells, with the labels of the axis. */
  readonly width: number
  readonly height: number
  /** What a value is called at the axis. */
  readonly label: (value: number) => string
  /** Where the line begins and ends; the first and last point if absent. */
  readonly from?: number
  readonly to?: number
}

export interface Chart {
  /** One text a line: a label and the line of the axis, and the dots. */
  readonly lines: readonly { readonly axis: string; readonly dots: string }[]
  /** Cells before the dots. */
  readonly indent: number
  /** Of the values at the bottom and the top edge. */
  readonly low: number
  readonly high: number
}

/** Bit of each dot of a cell, [column][row], as Unicode numbers them. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const
const BLANK = 0x2800
const LEAST_DOTS = 8

/** Points in the order of x. No points, an empty chart: labels without dots. */
export function chart(points: readonly Point[], options: ChartOptions): Chart {
  const { height, label } = options
  const { low, high } = rangeOf(points)
  const middle = height >= 5 ? Math.floor((height - 1) / 2) : -1
  const labels = Array.from({ length: height }, (_, row) =>
    row === 0
      ? label(high)
      : row === height - 1
        ? label(low)
        : row === middle
          ? label(high - ((high - low) * (row + 0.5)) / height)
          : '',
  )
  const widest = Math.max(...labels.map((text) => text.length))
  const columns = Math.max(LEAST_DOTS, options.width - widest - 2)
  const cells = drawn(points, { ...options, columns, low, high })
  return {
    lines: labels.map((text, row) => ({
      axis: `${text.padStart(widest)} ${text === '' ? '│' : '┤'}`,
      dots: String.fromCodePoint(...cells.subarray(row * columns, (row + 1) * columns)),
    })),
    indent: widest + 2,
    low,
    high,
  }
}

/**
 * What the axis of values goes from and to: from zero where that still shows what changes, else from
 * just under the least value. Always a range of some height, so that what is flat is drawn as flat.
 */
export function rangeOf(points: readonly Point[]): { low: number; high: number } {
  let least = Infinity
  let most = -Infinity
  for (const { y } of points) {
    if (y < least) least = y
    if (y > most) most = y
  }
  if (!(most >= least)) return { low: 0, high: 1 }
  if (least >= 0 && least <= most / 2) return { low: 0, high: most > 0 ? most : 1 }
  const room = Math.max((most - least) / 10, Math.abs(most) / 50)
  return { low: least < 0 ? least - room : Math.max(0, least - room), high: most + room }
}

interface Field extends ChartOptions {
  readonly columns: number
  readonly low: number
  readonly high: number
}

/** Code points of the cells, row by row. */
function drawn(points: readonly Point[], field: Field): Uint16Array {
  const { columns, height, low, high } = field
  const cells = new Uint16Array(columns * height).fill(BLANK)
  const from = field.from ?? points[0]?.x ?? 0
  const to = field.to ?? points[points.length - 1]?.x ?? 1
  const across = columns * 2
  const down = height * 4
  const column = (x: number): number =>
    to > from ? clamp(Math.floor(((x - from) / (to - from)) * across), across) : 0
  const row = (y: number): number =>
    clamp(Math.floor(((high - y) / (high - low || 1)) * down), down)
  let before: { readonly x: number; readonly y: number } | undefined
  for (const point of points) {
    const here = { x: column(point.x), y: row(point.y) }
    line(before ?? here, here)
    before = here
  }
  return cells

  /** All dots between two: in each column those from where the line comes in to where it leaves. */
  function line(a: Point, b: Point): void {
    const steps = Math.max(1, b.x - a.x)
    for (let x = a.x; x <= b.x; x++) {
      const enters = a.y + ((b.y - a.y) * Math.max(0, x - a.x - 0.5)) / steps
      const leaves = a.y + ((b.y - a.y) * Math.min(steps, x - a.x + 0.5)) / steps
      const [top, bottom] = b.x === a.x ? sorted(a.y, b.y) : sorted(enters, leaves)
      for (let y = Math.round(top); y <= Math.round(bottom); y++) {
        cells[(y >> 2) * columns + (x >> 1)] |= DOTS[x & 1][y & 3]
      }
    }
  }
}

function sorted(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a]
}

function clamp(value: number, end: number): number {
  return Math.max(0, Math.min(end - 1, value))
}
