// The results as text: tables that line up on a terminal and are Markdown as well.

export const seconds = (time) =>
  time === null
    ? '-'
    : time < 1000
      ? `${(time / 1000).toFixed(3)} s`
      : `${(time / 1000).toFixed(2)} s`
export const megabytes = (bytes) => (bytes === null ? '-' : `${Math.round(bytes / 1e6)} MB`)

export function table(heads, rows) {
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...rows.map((row) => row[column].length)),
  )
  const text = (cells) =>
    `| ${cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join(' | ')} |`
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (column === 0 ? '-' : ':'))
  return [text(heads), text(rule), ...rows.map(text)].join('\n')
}

export function report({ machine, dumps, growth, notes, runs }) {
  const parts = [
    '# Benchmark',
    `${machine.date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ` +
      `${machine.system}, Node ${machine.node}, ${machine.ruby}, Loupe ${machine.loupe}.\n` +
      `Best of ${runs} (what takes longer than 20 s: once), file cache warm. ` +
      '`cold` builds the index and writes it; `warm` reopens it; process start is always included. ' +
      '`answer` is when the last of the output came, where that is before the end.',
    ...dumps.map(dumpText),
  ]
  if (growth) {
    parts.push(
      `Time per object at 10 M is ${growth.ratio.toFixed(2)} x that at 1 M ` +
        `(target at most ${growth.limit}: ${verdict(growth.met)}).`,
    )
  }
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'))
  return `${parts.join('\n\n')}\n`
}

function dumpText(dump) {
  const rows = dump.rows.map((row) => {
    const judged = (field, text) => {
      const target = dump.targets.find(
        (each) => each.measure === row.measure && each.field === field,
      )
      if (!target) return ''
      const why = target.because ? ` (${target.because})` : ''
      return `<= ${text(target.limit)}${why} ${verdict(target.met)}`
    }
    const rate = dump.bytes / 1e6 / (row.milliseconds / 1000)
    return [
      row.loupe ? `**loupe ${row.measure}**` : row.measure,
      row.ok ? seconds(row.milliseconds) : 'failed',
      row.ok ? seconds(row.medianMilliseconds) : '-',
      row.ok && row.loupe ? seconds(row.answerMilliseconds) : '',
      row.ok ? `${Math.round(rate)}` : '-',
      row.ok ? megabytes(row.peakBytes) : '-',
      judged('milliseconds', seconds) || judged('answerMilliseconds', seconds),
      judged('peakBytes', megabytes),
    ]
  })
  const heads = [
    'measure',
    'best',
    'median',
    'answer',
    'MB/s',
    'peak',
    'time target',
    'memory target',
  ]
  const parts = [
    `## ${dump.name}: ${dump.objects.toLocaleString('en')} objects, ${megabytes(dump.bytes)}` +
      `${dump.traced ? ', traced' : ''}`,
    table(heads, rows),
  ]
  const phases = phaseText(dump.rows)
  if (phases) parts.push(phases)
  const failures = dump.rows.filter((row) => !row.ok)
  if (failures.length > 0) {
    parts.push(failures.map((row) => `- ${row.measure} failed, ${row.why}`).join('\n'))
  }
  return parts.join('\n\n')
}

/** Phases overlap where workers run side by side, so they need not add up to the whole. */
function phaseText(rows) {
  const timed = rows.filter((row) => row.ok && Object.keys(row.phases).length > 0)
  const names = [...new Set(timed.flatMap((row) => Object.keys(row.phases)))]
  if (names.length === 0) return null
  return table(
    ['phase, ms', ...timed.map((row) => row.measure)],
    names.map((name) => [
      name,
      ...timed.map((row) => (name in row.phases ? row.phases[name].toFixed(1) : '')),
    ]),
  )
}

const verdict = (met) => (met === null ? 'not measured' : met ? 'pass' : 'MISS')
