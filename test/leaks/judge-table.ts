// The judge's verdicts as tables in Markdown: how many were right, for each Ruby and in sum, and what
// went wrong where.
import type { Asked, Verdict } from './judge-run.ts'

export interface Score {
  readonly leaks: number
  readonly top1: number
  readonly top3: number
  readonly healthy: number
  readonly alarms: number
}

export function scoreOf(verdicts: readonly Verdict[]): Score {
  const leaking = verdicts.filter(({ isHealthyProgram }) => !isHealthyProgram)
  return {
    leaks: leaking.length,
    top1: leaking.filter(({ rank }) => rank === 1).length,
    top3: leaking.filter(({ rank }) => rank >= 1 && rank <= 3).length,
    healthy: verdicts.length - leaking.length,
    alarms: verdicts.filter(({ alarms }) => alarms.length > 0).length,
  }
}

const WAYS: readonly Asked[] = ['one dump', 'three dumps']

export function accuracyTable(verdicts: readonly Verdict[]): string {
  const rubies = [...new Set(verdicts.map(({ ruby }) => ruby))]
  const rows = WAYS.flatMap((asked) => {
    const ofWay = verdicts.filter((each) => each.asked === asked)
    const rest = rubies.flatMap((ruby) =>
      [false, true].map((traced) => {
        const those = ofWay.filter((each) => each.ruby === ruby && each.traced === traced)
        return row(asked, ruby, traced ? 'traced' : 'untraced', those)
      }),
    )
    return [...rest, row(asked, 'all', '', ofWay)]
  })
  return [
    '| asked with | Ruby | | first is right | right among three | false alarms |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows.filter((line) => line !== ''),
  ].join('\n')
}

function row(asked: Asked, ruby: string, traced: string, verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return ''
  const { leaks, top1, top3, healthy, alarms } = scoreOf(verdicts)
  const cells = [asked, ruby, traced, share(top1, leaks), share(top3, leaks)]
  return `| ${[...cells, `${alarms} of ${healthy}`].join(' | ')} |`
}

function share(part: number, whole: number): string {
  if (whole === 0) return '–'
  // Rounded down: 99.9 % is not 100 %.
  return `${part} of ${whole}, ${Math.floor((part / whole) * 1000) / 10} %`
}

/** One row for each answer whose first finding is not the right one, and for each false alarm. */
export function failureTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.flatMap((each) => {
    const { program, ruby, traced, asked, isHealthyProgram, rank, wrong, alarms, answer } = each
    if (isHealthyProgram ? alarms.length === 0 : rank === 1) return []
    const found = isHealthyProgram
      ? alarms.join('; ')
      : `${wrong.join(', ')}${rank > 0 ? ` (right at ${rank})` : ''}`
    const [first] = answer.findings
    const said = first === undefined ? 'nothing' : `${first.rule}, ${first.verdict}: ${first.title}`
    const where = `${ruby}${traced ? ', traced' : ''}`
    return [`| ${[program, where, asked, found, said].map(plain).join(' | ')} |`]
  })
  if (rows.length === 0) return 'None.'
  return [
    '| program | Ruby | asked with | wrong in finding 1 | finding 1 |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function plain(text: string): string {
  return text.replaceAll('|', '\\|')
}
