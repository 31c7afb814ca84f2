import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { topReport } from './top.ts'
import { plainPaint } from './paint.ts'

test('top at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(topReport(made.top, view)).toMatchInlineSnapshot(`
    "String keeps the most alive: at least 20.4 MB would be freed if its 56,012
    objects went.
    812 classes, 87,948 objects of 27.1 MB. Shares are of 33.4 MB, the own bytes of
    all objects asked about.

      retained      own  share of own   count  class
       20.4 MB  20.4 MB        61.2 %  56,012  String
       18.1 MB  47.0 KB         0.1 %   1,204  Work
       18.0 MB  17.0 KB        <0.1 %     434  ActionDispatch::Routing::RoutesProxy

      … 809 classes more (--limit 812)
    20,100 objects more, of 6.3 MB (18.8 %), have no class.

    Next
      loupe path after.json.gz Work                         what keeps them alive
      loupe find after.json.gz Work                         the objects one by one
      loupe top after.json.gz --by site --where class=Work
          which lines allocated them
    "
  `)
})

test('top at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(topReport(made.top, view)).toMatchInlineSnapshot(`
    "String keeps the most alive: at least 20.4 MB would be freed if its 56,012 objects went.
    812 classes, 87,948 objects of 27.1 MB. Shares are of 33.4 MB, the own bytes of all objects asked
    about.

      retained      own  share of own   count  class                                 own each
       20.4 MB  20.4 MB        61.2 %  56,012  String                                   382 B
       18.1 MB  47.0 KB         0.1 %   1,204  Work                                      40 B
       18.0 MB  17.0 KB        <0.1 %     434  ActionDispatch::Routing::RoutesProxy      40 B

      … 809 classes more (--limit 812)
    20,100 objects more, of 6.3 MB (18.8 %), have no class.

    Next
      loupe path after.json.gz Work                         what keeps them alive
      loupe find after.json.gz Work                         the objects one by one
      loupe top after.json.gz --by site --where class=Work  which lines allocated them
    "
  `)
})
