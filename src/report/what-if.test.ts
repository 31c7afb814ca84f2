import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { plainPaint } from './paint.ts'
import { whatIfReport } from './what-if.ts'

const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }

test('what comes back, and what others hold', () => {
  expect(whatIfReport(made.whatIf, view)).toMatchInlineSnapshot(`
    "Without callcache -> ment (434 references) 18.0 MB come back, 20,812 objects:
    54.2 % of the 33.3 MB that can be reached from the roots.

    What comes back · shares of 18.0 MB
        bytes   share  count  class
      14.3 MB  79.4 %  9,000  String
      47.0 KB   0.3 %  1,204  Work
      … 10 more

    What others hold
    30 objects stay at the end of what goes, for other references lead there.
    Without those 1.1 MB more would come back:
      references  from → to             one of them
              30  #<Class:Work> → ment  @77
      … 2 other kinds of references

    Next
      loupe what-if after.json.gz --without 'callcache -> ment' --without '@77 -> ment'
          without the first of those too
      loupe show after.json.gz @77
          one that holds on to it
    "
  `)
})

test('nothing comes back', () => {
  const nothing = {
    ...made.whatIf,
    without: [
      { words: '@5', kind: 'objects' as const, count: 1 },
      { words: 'Work.@title', kind: 'references' as const, count: 3, unnamed: 7 },
    ],
    freed: { count: 0, bytes: 0 },
    classes: [],
    classCount: 0,
  }
  expect(whatIfReport(nothing, view)).toMatchInlineSnapshot(`
    "Without @5 (1 object) and Work.@title (3 references) nothing comes back: others
    hold all of it.

    What others hold
    30 objects stay at the end of what goes, for other references lead there.
    Without those 1.1 MB more would come back:
      references  from → to             one of them
              30  #<Class:Work> → ment  @77
      … 2 other kinds of references

    - Work.@title: of 7 objects the dump does not tell which reference that is; they
      were left as they are.

    Next
      loupe what-if after.json.gz --without @5 --without Work.@title --without '@77 -> ment'
          without the first of those too
      loupe show after.json.gz @77
          one that holds on to it
    "
  `)
})

test('little that stays is told in a line', () => {
  const { stays, ...rest } = made.whatIf
  const little = stays === undefined ? rest : { ...rest, stays: { ...stays, bytes: 1000 } }
  const text = whatIfReport(little, view)
  expect(text).toContain('1,000 B more would')
  expect(text).not.toContain('from → to')
})
