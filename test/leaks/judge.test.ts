// How often `why` is right on the corpus, as floors: what was reached, counted down to whole programs,
// never what is wished for. Raise them when rules get better; docs/why-accuracy.md has the tables.
// Ruby 3.1 with all programs; a newer one with some, as making its dumps takes seconds each.
import { describe, expect, test } from 'vitest'
import { availableRubies } from '../rubies.ts'
import type { LeakOptions } from './corpus.ts'
import { judgeCorpus, judgeHeldOut, type Asked, type Verdict } from './judge-run.ts'
import { accuracyTable, failureTable, scoreOf } from './judge-table.ts'

const MINUTES = 60_000

interface Floor {
  readonly title: string
  readonly judge: () => Promise<Verdict[]>
  /** Programs whose first finding is not right, or none of the first three, at most. */
  readonly missed: Record<Asked, { readonly top1: number; readonly top3: number }>
}

const ruby = availableRubies()[0]
const newer = availableRubies().find(({ name }) => name === '4.0')

/** Programs under a newer Ruby: one for each way in which it differs, and healthy ones. */
const SOME = [
  'anonymous-models',
  'finalizer-self',
  'price-list',
  'relation-readers',
  'thread-context',
  'version-table',
  'bounded-cache',
  'late-boot',
]

/** Of which none is missed, whatever is of those that came later. */
const FIRST_HELD_OUT = [
  'channel-members',
  'formats-by-record',
  'global-hooks',
  'limiter-buckets',
  'newest-first',
  'thread-notes',
]

const floors: Floor[] = []
if (ruby?.name === '3.1') {
  floors.push({
    title: 'Ruby 3.1, untraced',
    judge: corpus({ rubies: ['3.1'] }),
    missed: { 'one dump': { top1: 1, top3: 1 }, 'three dumps': { top1: 1, top3: 1 } },
  })
  floors.push({
    title: 'Ruby 3.1, the first that were held out of the corpus',
    judge: () => judgeHeldOut({ rubies: ['3.1'], only: FIRST_HELD_OUT }),
    missed: { 'one dump': { top1: 0, top3: 0 }, 'three dumps': { top1: 0, top3: 0 } },
  })
  floors.push({
    title: 'Ruby 3.1, all that were held out of the corpus',
    judge: () => judgeHeldOut({ rubies: ['3.1'] }),
    missed: { 'one dump': { top1: 6, top3: 3 }, 'three dumps': { top1: 2, top3: 2 } },
  })
}
if (newer !== undefined) {
  floors.push({
    title: 'Ruby 4.0, some',
    judge: corpus({ rubies: ['4.0'], only: SOME }),
    missed: { 'one dump': { top1: 0, top3: 0 }, 'three dumps': { top1: 0, top3: 0 } },
  })
}

function corpus(options: LeakOptions) {
  return () => judgeCorpus(options)
}

describe.each(floors)('$title', ({ judge, missed }) => {
  test(
    'no more is missed than was, and no healthy program is called growing',
    async () => {
      const verdicts = await judge()
      const said = `\n${accuracyTable(verdicts)}\n\n${failureTable(verdicts)}\n`
      for (const asked of ['one dump', 'three dumps'] as const) {
        const score = scoreOf(verdicts.filter((each) => each.asked === asked))
        expect(score.leaks, said).toBeGreaterThan(0)
        expect(score.healthy, said).toBeGreaterThan(0)
        expect(score.alarms, said).toBe(0)
        expect(score.leaks - score.top1, `${asked}: ${said}`).toBeLessThanOrEqual(
          missed[asked].top1,
        )
        expect(score.leaks - score.top3, `${asked}: ${said}`).toBeLessThanOrEqual(
          missed[asked].top3,
        )
      }
    },
    10 * MINUTES,
  )
})
