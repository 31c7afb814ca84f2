import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { referencesReport } from './references.ts'
import { plainPaint } from './paint.ts'

test('references at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(referencesReport(made.references, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> refers to 9 objects.

      retained   own  object                                    through
          40 B  40 B  @1401   STRING  "A title, long or short"  @title
       40.0 KB  40 B  @1402   HASH    Hash (3)                  @data, 2 times
      … 7 more (--limit 9)

    Next
      loupe refs after.json.gz @1400 --group  the same by class
      loupe path after.json.gz @1400          what keeps it alive
      loupe show after.json.gz @1401          the first of these in full
    "
  `)
})

test('references at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(referencesReport(made.references, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> refers to 9 objects.

      retained   own  object                                    through         address
          40 B  40 B  @1401   STRING  "A title, long or short"  @title          0x7f4e1000dae8
       40.0 KB  40 B  @1402   HASH    Hash (3)                  @data, 2 times  0x7f4e1000db10
      … 7 more (--limit 9)

    Next
      loupe refs after.json.gz @1400 --group  the same by class
      loupe path after.json.gz @1400          what keeps it alive
      loupe show after.json.gz @1401          the first of these in full
    "
  `)
})
