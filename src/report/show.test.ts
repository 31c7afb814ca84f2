import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { showReport } from './show.ts'
import { plainPaint } from './paint.ts'

test('show at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(showReport(made.show, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> OBJECT 0x7f4e1000dac0
    It takes 40 B itself. 41.0 KB in all would be freed if it went.

      class        Work
      held by      @1301 #<WorkImageShowComponent>, through which all paths go
      allocated    /app/app/models/work.rb:12 in initialize, GC generation 288
      flags        write-barrier protected, old (survived 3 GCs)
      in the dump  byte 1,234,567, a line of 312 B

    Refers to · 9 objects
      retained   own  object                                    through
          40 B  40 B  @1401   STRING  "A title, long or short"  @title
       40.0 KB  40 B  @1402   HASH    Hash (3)                  @data, 2 times
      … 7 more (--limit 9)

    Referred to by · 1 object
       own  object                                     address
      40 B  @1301   OBJECT  #<WorkImageShowComponent>  0x7f4e1000cb48

    Fields · as in the dump
      address     "0x7f4e1000dac0"
      type        "OBJECT"
      ivars       3
      references  ["0x1","0x2"]

    Next
      loupe path after.json.gz @1400        what keeps it alive
      loupe dominators after.json.gz @1400  what goes with it
      loupe refs after.json.gz @1400        all it refers to
    "
  `)
})

test('show at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(showReport(made.show, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> OBJECT 0x7f4e1000dac0
    It takes 40 B itself. 41.0 KB in all would be freed if it went.

      class        Work
      held by      @1301 #<WorkImageShowComponent>, through which all paths go
      allocated    /app/app/models/work.rb:12 in initialize, GC generation 288
      flags        write-barrier protected, old (survived 3 GCs)
      in the dump  byte 1,234,567, a line of 312 B

    Refers to · 9 objects
      retained   own  object                                    through         address
          40 B  40 B  @1401   STRING  "A title, long or short"  @title          0x7f4e1000dae8
       40.0 KB  40 B  @1402   HASH    Hash (3)                  @data, 2 times  0x7f4e1000db10
      … 7 more (--limit 9)

    Referred to by · 1 object
       own  object                                     address
      40 B  @1301   OBJECT  #<WorkImageShowComponent>  0x7f4e1000cb48

    Fields · as in the dump
      address     "0x7f4e1000dac0"
      type        "OBJECT"
      ivars       3
      references  ["0x1","0x2"]

    Next
      loupe path after.json.gz @1400        what keeps it alive
      loupe dominators after.json.gz @1400  what goes with it
      loupe refs after.json.gz @1400        all it refers to
    "
  `)
})
