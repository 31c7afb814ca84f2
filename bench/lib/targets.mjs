// What Loupe has set itself, and whether it was met. Bytes are decimal, times in milliseconds.

const SECOND = 1000
const MB = 1e6

/**
 * The targets of one dump. `row(name)` gives the measured row of that dump, or undefined.
 * Each target names the row and field it judges, its limit, and how the limit came about.
 */
export function targetsOf(name, row) {
  const targets = []
  const add = (measure, field, limit, because) => {
    if (Number.isFinite(limit)) targets.push({ measure, field, limit, because })
  }
  if (name === '0.1m') add('summary, cold', 'milliseconds', 0.35 * SECOND)
  if (name === '1m') {
    add('summary, cold', 'milliseconds', 0.5 * SECOND)
    add('summary, cold', 'peakBytes', 200 * MB)
    const sheap = row('sheap, one path')
    add('path, cold', 'milliseconds', sheap?.milliseconds / 10, 'sheap / 10')
    add('path, cold', 'peakBytes', sheap?.peakBytes / 3.5, 'sheap / 3.5')
    add('path, warm', 'milliseconds', sheap?.milliseconds / 30, 'sheap / 30')
    add('console, cold', 'answerMilliseconds', 1.5 * SECOND, 'answer')
    add('console, warm', 'answerMilliseconds', 0.3 * SECOND, 'answer')
  }
  if (name === '10m') {
    const byCat = 5.5 * (row('cat')?.milliseconds ?? 0)
    if (byCat > 3 * SECOND) add('summary, cold', 'milliseconds', byCat, '5.5 x cat')
    else add('summary, cold', 'milliseconds', 3 * SECOND)
    add('summary, cold', 'peakBytes', 1200 * MB)
    add('summary, warm', 'milliseconds', 0.3 * SECOND)
    const opening = row('summary, warm')?.milliseconds
    add('why, warm', 'milliseconds', opening + 2 * SECOND, 'opening + 2 s')
    add('why, warm', 'peakBytes', 1500 * MB)
  }
  return targets.map((target) => {
    const value = row(target.measure)?.[target.field] ?? null
    return { ...target, value, met: value === null ? null : value <= target.limit }
  })
}

/** Time per object of the 10 M dump over that of the 1 M dump: how far from linear. */
export function growthOf(small, large) {
  const perObject = (dump) => {
    const row = dump?.rows.find((each) => each.measure === 'summary, cold')
    return row?.milliseconds ? row.milliseconds / dump.objects : null
  }
  const [from, to] = [perObject(small), perObject(large)]
  if (from === null || to === null) return null
  return { ratio: to / from, limit: 1.3, met: to / from <= 1.3 }
}
