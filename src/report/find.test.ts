import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { findReport } from './find.ts'
import { plainPaint } from './paint.ts'

test('find at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(findReport(made.find, view)).toMatchInlineSnapshot(`
    "1,638 objects match Work*.

      retained   own  object                              address
       41.0 KB  40 B  @1400   OBJECT  #<Work>             0x7f4e1000dac0
       42.0 KB  40 B  @1300   OBJECT  #<WorksController>  0x7f4e1000cb20
      … 1,636 more (--limit 1638)

    Next
      loupe path after.json.gz @1400  what keeps the first of them alive
      loupe show after.json.gz @1400  the first of them in full
    "
  `)
})

test('find at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(findReport(made.find, view)).toMatchInlineSnapshot(`
    "1,638 objects match Work*.

      retained   own  object                              address
       41.0 KB  40 B  @1400   OBJECT  #<Work>             0x7f4e1000dac0
       42.0 KB  40 B  @1300   OBJECT  #<WorksController>  0x7f4e1000cb20
      … 1,636 more (--limit 1638)

    Next
      loupe path after.json.gz @1400  what keeps the first of them alive
      loupe show after.json.gz @1400  the first of them in full
    "
  `)
})
