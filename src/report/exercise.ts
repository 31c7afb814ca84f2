// What an exercised application did with memory: the verdict in a sentence and how it was decided, the
// charts, what each request left behind, the dumps, and what to type next.

import { formatBytes, formatCount, formatCounted, formatDuration } from '../base/format.ts'
import type { Exercise, ExerciseDump, ExerciseGroup } from '../workbench/capture-results.ts'
import { exerciseCharts } from './exercise-chart.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import type { Role } from './paint.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { signed } from './signed.ts'
import { figure, optional, table } from './table.ts'
import type { Column } from './table.ts'

const VERDICTS: Readonly<Record<Exercise['verdict'], readonly [string, Role]>> = {
  growing: ['Growing with use', 'warn'],
  'at-boot': ['At boot', 'good'],
  'levelled-off': ['Levelled off', 'good'],
  unclear: ['Unclear', 'heading'],
}

export function exerciseReport(result: Exercise, view: View): string {
  return screen(
    [
      ...prose(view, [piece('heading', title(result), 'end'), piece('dim', ` · ${about(result)}`)]),
      ...verdict(result, view),
    ],
    readings(result, view),
    exerciseCharts(result.readings, view),
    growth(result, view),
    dumps(result, view),
    [...answers(result, view), ...result.notes.flatMap((note) => bullet(view, note))],
    nextCommands(view, next(result)),
  )
}

function title({ app }: Exercise): string {
  return app.name ?? (app.kind === 'rails' ? 'Rails application' : 'Rack application')
}

function about({ app, plan }: Exercise): string {
  const requests = plan.rounds * plan.requests
  return [
    ...(app.environment === undefined ? [] : [app.environment]),
    `${formatCount(requests)} requests in ${formatCounted(plan.rounds, 'round')}, after ${formatCount(plan.warm)} to warm up`,
    app.server === undefined ? 'called in process' : `through ${app.server}`,
    `booted in ${formatDuration(app.boot * 1000)}`,
  ].join(' · ')
}

function verdict({ verdict: kind, objects, rss }: Exercise, view: View): string[] {
  const [word, role] = VERDICTS[kind]
  const lead = piece(role, `${word}.`)
  if (kind === 'growing' && objects.verdict !== 'growing') {
    return [
      ...prose(view, [
        lead,
        ' RSS grows, but Ruby’s objects do not: memory of C libraries, or fragmentation, which no ' +
          'heap dump shows.',
      ]),
      ...bullet(view, `RSS: ${rss.because}`),
      ...bullet(view, `Live objects: ${objects.because}`),
    ]
  }
  return [
    ...prose(view, [lead, ` ${objects.because}`]),
    ...bullet(
      view,
      `RSS, which moves in steps and hardly ever shrinks: ${VERDICTS[rss.verdict][0].toLowerCase()}. ${rss.because}`,
    ),
  ]
}

interface Stage {
  readonly name: string
  readonly reading: Exercise['readings'][number]
}

/** After boot, after the warm-up, after each round. */
function readings({ readings: all, plan }: Exercise, view: View): string[] {
  const at = (requests: number) => all.findLast((reading) => reading.requests === requests)
  const stages = [
    { name: 'boot', reading: all[0] },
    ...(plan.warm > 0 ? [{ name: 'warm-up', reading: at(plan.warm) }] : []),
    ...Array.from({ length: plan.rounds }, (_, index) => ({
      name: `round ${index + 1}`,
      reading: at(plan.warm + (index + 1) * plan.requests),
    })),
  ].filter((stage): stage is Stage => stage.reading !== undefined)
  const columns: Column<Stage>[] = [
    { title: 'after', cell: ({ name }) => name },
    figure('requests', ({ reading }) => formatCount(reading.requests)),
    figure('RSS', ({ reading }) => formatBytes(reading.rss)),
    optional(figure('Ruby heap', ({ reading }) => formatBytes(reading.heapBytes))),
    figure('live', ({ reading }) => formatBytes(reading.liveBytes)),
    optional(figure('live objects', ({ reading }) => formatCount(reading.live))),
  ]
  return [
    heading(view, 'Memory', 'after a full collection; live without the tables of T_DATA'),
    ...table(view, columns, stages),
  ]
}

function growth({ growth: grown }: Exercise, view: View): string[] {
  if (grown === undefined) return []
  const span = `between the first dump and the last, ${formatCounted(grown.requests, 'request')}`
  const { total } = grown
  return [
    heading(view, 'Left behind by each request', span),
    ...groups([total, ...grown.classes], 'class', view),
    ...(grown.gems === undefined ? [] : ['', ...groups(grown.gems, 'gem', view)]),
    ...(total.retained === undefined
      ? []
      : prose(view, [
          piece(
            'dim',
            'net: last dump minus first. still there: new in the second dump and still in the last, for each ' +
              'request between the first two; a cache that replaces its entries has these without growing.',
          ),
        ])),
  ]
}

function groups(rows: readonly ExerciseGroup[], by: string, view: View): string[] {
  const retained = rows.some((row) => row.retained !== undefined)
  const columns: Column<ExerciseGroup>[] = [
    figure('net bytes', ({ net }) => signedFew(net.bytes, ' B', formatBytes)),
    figure('net objects', ({ net }) => signedFew(net.count, '', formatCount)),
    ...(retained
      ? [
          figure<ExerciseGroup>('still there', ({ retained: still }) =>
            still === undefined ? '–' : few(still.bytes, ' B', formatBytes),
          ),
          figure<ExerciseGroup>('objects', ({ retained: still }) =>
            still === undefined ? '–' : few(still.count, '', formatCount),
          ),
        ]
      : []),
    { title: by, flexible: true, cell: ({ name }) => named(name) },
  ]
  return table(view, columns, rows)
}

/** Under ten of a thing, a decimal says something. */
function few(amount: number, unit: string, format: (value: number) => string): string {
  if (amount === 0) return `0${unit}`
  if (Math.abs(amount) >= 9.95) return format(amount)
  return Math.abs(amount) < 0.05 ? `<0.1${unit}` : `${amount.toFixed(1)}${unit}`
}

function signedFew(amount: number, unit: string, format: (value: number) => string): string {
  return signed(amount, few(Math.abs(amount), unit, format))
}

function dumps({ dumps: list }: Exercise, view: View): string[] {
  const columns: Column<ExerciseDump>[] = [
    figure('requests', ({ requests }) => formatCount(requests)),
    figure('objects', ({ objects }) => formatCount(objects)),
    figure('file', ({ bytes }) => formatBytes(bytes)),
    figure('stall', ({ pause }) => formatDuration(pause.longest)),
    { title: 'dump', cell: ({ path }) => piece('label', path) },
  ]
  return [heading(view, 'Dumps'), ...table(view, columns, list)]
}

function answers({ statuses, odd }: Exercise, view: View): string[] {
  if (odd === undefined) return []
  const counts = Object.entries(statuses)
    .map(([status, count]) => `${formatCount(count)} × ${status}`)
    .join(', ')
  const to = odd.location === undefined ? '' : `, which leads to ${odd.location}`
  const parts: Part[] = [
    `Not all answers were 2xx: ${counts}. The first: ${odd.method} ${odd.path} gave ${odd.status}${to}. `,
    named(JSON.stringify(odd.beginning.slice(0, 200)), 'dim'),
  ]
  return bullet(view, ...parts)
}

function next({ dumps: list, growth: grown, plan }: Exercise): NextCommand[] {
  const last = list[list.length - 1]
  if (last === undefined) return []
  const leaking = grown?.grown
  return [
    ...(grown === undefined
      ? []
      : [{ words: ['diff', ...grown.dumps], why: 'what came, went and stayed' }]),
    ...(leaking === undefined
      ? []
      : [{ words: ['path', last.path, leaking], why: 'what keeps them alive' }]),
    { words: ['dominators', last.path, '--merge'], why: 'who holds what' },
    plan.traced
      ? { words: ['top', last.path, '--by', 'gem'], why: 'which gems it comes from' }
      : { words: [last.path], why: 'what holds the memory' },
  ]
}
