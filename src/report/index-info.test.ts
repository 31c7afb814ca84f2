import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { indexInfoReport } from './index-info.ts'
import { plainPaint } from './paint.ts'

test('index-info at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(indexInfoReport(made.indexInfo, view)).toMatchInlineSnapshot(`
    "Indexed after.json.gz in 340 ms; questions about it now start from the index
    (8.6 MB):
      /home/me/.cache/heaploupe/0123abcd.index

    Next
      loupe summary after.json.gz  the first questions answered
    "
  `)
})

test('index-info at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(indexInfoReport(made.indexInfo, view)).toMatchInlineSnapshot(`
    "Indexed after.json.gz in 340 ms; questions about it now start from the index (8.6 MB):
      /home/me/.cache/heaploupe/0123abcd.index

    Next
      loupe summary after.json.gz  the first questions answered
    "
  `)
})
