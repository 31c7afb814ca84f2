import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { topReport } from './top.ts'
import { plainPaint } from './paint.ts'
import type { Top } from '../workbench/results.ts'

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

test('copies of texts, and groups by what they refer to', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  const text = { name: 'a "b"\n\u001b[31m', count: 3, bytes: 200, references: 0 }
  const byValue: Top = {
    ...made.top,
    by: 'value',
    sort: 'wasted',
    groups: [{ ...text, wasted: 100, example: '@12' }],
    groupCount: 1,
    total: { count: 3, bytes: 200 },
    wasted: 100,
    ungrouped: { count: 9, bytes: 4000 },
  }
  expect(topReport(byValue, view)).toMatchInlineSnapshot(`
    "At least 100 B are copies of texts that are there already. "a "b"\\n\\e[31m" is
    there 3 times, which wastes 100 B.
    1 text, 3 objects of 200 B.

      wasted    own  count  text, one of them
       100 B  200 B      3  @12 "a "b"\\n\\e[31m"

    9 objects more, of 4,000 B (95.2 %), are no strings whose text the dump has.

    Next
      loupe show after.json.gz @12                             one of them, in full
      loupe referrers after.json.gz @12                        who has that one
      loupe top after.json.gz --by site --where same-text=@12
          which lines allocated them
    "
  `)
  expect(topReport({ ...byValue, wasted: 0 }, view)).toContain('No text is there twice')
  const { groups } = made.top
  const byRefs: Top = {
    ...made.top,
    sort: 'refs',
    groups: groups.map((group, index) => ({ ...group, references: 5000 - index })),
  }
  expect(topReport(byRefs, view)).toMatchInlineSnapshot(`
    "String has the most references: 5,000, of 56,012 objects. The one to the class
    is not counted.
    812 classes, 87,948 objects of 27.1 MB. Shares are of 33.4 MB, the own bytes of
    all objects asked about.

      retained      own  share of own   count   refs  class
       20.4 MB  20.4 MB        61.2 %  56,012  5,000  String
       18.1 MB  47.0 KB         0.1 %   1,204  4,999  Work
       18.0 MB  17.0 KB        <0.1 %     434  4,998  ActionDispa…uting::RoutesProxy

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

test('of a path the end is seen, of a text and of a regular expression the beginning', () => {
  const view = { width: 60, color: plainPaint, dump: 'after.json.gz' }
  const shown = (name: string): string => {
    const [group] = made.top.groups
    const report = topReport({ ...made.top, groups: group ? [{ ...group, name }] : [] }, view)
    return report.split('\n').find((line) => line.includes('61.2 %')) ?? ''
  }
  const words = 'a-long-way/to-the-folder/of-it'
  expect(shown(`/${words}/work.rb:24`)).toMatch(/  \/a-.*….*rb:24$/)
  expect(shown(`/${words}/work.rb`)).toMatch(/  \/a-.*….*work.rb$/)
  expect(shown(`/${words}/work.rb/`)).toMatch(/  \/a-long-w.*…$/)
  expect(shown(`"${words}/work.rb:24"`)).toMatch(/  "a-long-w.*…$/)
})
