import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { streamSummaryReport } from './stream-summary.ts'
import { plainPaint } from './paint.ts'

test('stream-summary at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(streamSummaryReport(made.streamSummary, view)).toMatchInlineSnapshot(`
    "- · 28.0 MB
    108,048 objects of 33.4 MB in all. Counted in one pass in flat memory: who holds
    what was not asked.

    By type · shares of all 33.4 MB
          own   share   count  type
      20.4 MB  61.2 %  56,012  STRING
       6.3 MB  18.8 %  20,100  IMEMO
       3.8 MB  11.4 %   2,042  OBJECT
       2.9 MB   8.6 %   3,002  CLASS

    By class · shares of all 33.4 MB
          own   share   count  class
      20.4 MB  61.2 %  56,012  String

    No bad lines.

    Next
      loupe summary after.json.gz  who holds it, if memory allows
    "
  `)
})

test('stream-summary at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(streamSummaryReport(made.streamSummary, view)).toMatchInlineSnapshot(`
    "- · 28.0 MB
    108,048 objects of 33.4 MB in all. Counted in one pass in flat memory: who holds what was not asked.

    By type · shares of all 33.4 MB
          own   share   count  type
      20.4 MB  61.2 %  56,012  STRING
       6.3 MB  18.8 %  20,100  IMEMO
       3.8 MB  11.4 %   2,042  OBJECT
       2.9 MB   8.6 %   3,002  CLASS

    By class · shares of all 33.4 MB
          own   share   count  class
      20.4 MB  61.2 %  56,012  String

    No bad lines.

    Next
      loupe summary after.json.gz  who holds it, if memory allows
    "
  `)
})
