import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { markedPaint } from '../../test/cli/marked-paint.ts'
import { summaryReport } from './summary.ts'
import { plainPaint } from './paint.ts'

test('summary at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(summaryReport(made.summary, view)).toMatchInlineSnapshot(`
    "after.json.gz · Ruby 3.1.2, 64-bit · with allocation sites · 28.0 MB (gzip)
    108,048 objects of 33.4 MB in all, with 412,345 references between them.
    @1234 callcache :public_send alone holds 24.7 MB, 74.2 % of the 33.3 MB that can
    be reached from the roots.
    Heaviest class of the program: 1,204 Work, 18.1 MB (54.4 %) with what each of
    them alone holds.

    Largest holders · what would be freed with each; shares of 33.3 MB reachable
      retained   share   own  object
       24.7 MB  74.2 %  40 B  @1234   IMEMO   callcache :public_send
        1.0 MB   3.0 %  80 B  @55     OBJECT  #<Rails::Appli…ongName::Configuration>

    Top classes · freed at least with all of a class; shares of 33.3 MB reachable
      retained   share      own   count  class
       20.4 MB  61.4 %  20.4 MB  56,012  String
       18.1 MB  54.4 %  47.0 KB   1,204  Work
       18.0 MB  54.2 %  17.0 KB     434  ActionDispatch::Routing::RoutesProxy

    By type · shares of all 33.4 MB
         bytes   share   count  type
       20.4 MB  61.2 %  56,012  STRING
        6.3 MB  18.8 %  20,100  IMEMO
        4.8 MB  14.3 %   9,000    iseq
        1.1 MB   3.4 %  10,000    ment
      390.6 KB   1.1 %   1,100    callcache
        3.8 MB  11.4 %   2,042  OBJECT
        2.9 MB   8.6 %   3,002  CLASS
    Code (methods, classes, their caches): 10.5 MB (31.4 %) in 30,100 objects. Data
    (all else): 22.9 MB (68.6 %) in 77,948 objects.

    Roots · references held by each
      vm 2,984 · machine_context 12 · global_tbl 31

    Self-check clean: 108,048 objects, 412,345 edges, 0 dangling references, 0
    duplicate addresses, 0 bad lines, 25 unreachable from the roots (119.6 KB, 0.3 %
    of all bytes: not yet collected, or held in ways a dump does not tell).

    Next
      loupe dominators after.json.gz --merge  who holds what, as a tree
      loupe path after.json.gz Work           what keeps them alive
      loupe path after.json.gz @1234          what keeps the largest holder
      loupe show after.json.gz @1234          the largest holder in full
      loupe top after.json.gz --by site       which lines allocated it
    "
  `)
})

test('summary at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(summaryReport(made.summary, view)).toMatchInlineSnapshot(`
    "after.json.gz · Ruby 3.1.2, 64-bit · with allocation sites · 28.0 MB (gzip)
    108,048 objects of 33.4 MB in all, with 412,345 references between them.
    @1234 callcache :public_send alone holds 24.7 MB, 74.2 % of the 33.3 MB that can be reached from the
    roots.
    Heaviest class of the program: 1,204 Work, 18.1 MB (54.4 %) with what each of them alone holds.

    Largest holders · what would be freed with each; shares of 33.3 MB reachable
      retained   share   own  object
       24.7 MB  74.2 %  40 B  @1234   IMEMO   callcache :public_send
        1.0 MB   3.0 %  80 B  @55     OBJECT  #<Rails::Application::VeryVeryVeryVeryVeryVeryVeryVeryLongName::Configuration>

    Top classes · freed at least with all of a class; shares of 33.3 MB reachable
      retained   share      own   count  class
       20.4 MB  61.4 %  20.4 MB  56,012  String
       18.1 MB  54.4 %  47.0 KB   1,204  Work
       18.0 MB  54.2 %  17.0 KB     434  ActionDispatch::Routing::RoutesProxy

    By type · shares of all 33.4 MB
         bytes   share   count  type
       20.4 MB  61.2 %  56,012  STRING
        6.3 MB  18.8 %  20,100  IMEMO
        4.8 MB  14.3 %   9,000    iseq
        1.1 MB   3.4 %  10,000    ment
      390.6 KB   1.1 %   1,100    callcache
        3.8 MB  11.4 %   2,042  OBJECT
        2.9 MB   8.6 %   3,002  CLASS
    Code (methods, classes, their caches): 10.5 MB (31.4 %) in 30,100 objects. Data (all else): 22.9 MB
    (68.6 %) in 77,948 objects.

    Roots · references held by each
      vm 2,984 · machine_context 12 · global_tbl 31

    Self-check clean: 108,048 objects, 412,345 edges, 0 dangling references, 0 duplicate addresses, 0
    bad lines, 25 unreachable from the roots (119.6 KB, 0.3 % of all bytes: not yet collected, or held
    in ways a dump does not tell).

    Next
      loupe dominators after.json.gz --merge  who holds what, as a tree
      loupe path after.json.gz Work           what keeps them alive
      loupe path after.json.gz @1234          what keeps the largest holder
      loupe show after.json.gz @1234          the largest holder in full
      loupe top after.json.gz --by site       which lines allocated it
    "
  `)
})

test('summary with its roles marked', () => {
  const view = { width: 80, color: markedPaint, dump: 'after.json.gz' }
  expect(summaryReport(made.summary, view)).toMatchInlineSnapshot(`
    "heading{after.json.gz}dim{ · Ruby 3.1.2, 64-bit · with allocation sites · 28.0 MB (gzip)}
    108,048 objects of 33.4 MB in all, with 412,345 references between them.
    address{@1234} label{callcache :public_send} alone holds 24.7 MB, 74.2 % of the 33.3 MB that can
    be reached from the roots.
    Heaviest class of the program: 1,204 label{Work}, 18.1 MB (54.4 %) with what each of
    them alone holds.

    heading{Largest holders}dim{ · what would be freed with each; shares of 33.3 MB reachable}
      dim{retained}   dim{share}   dim{own}  dim{object}
       24.7 MB  74.2 %  40 B  address{@1234}   dim{IMEMO}   label{callcache :public_send}
        1.0 MB   3.0 %  80 B  address{@55}     dim{OBJECT}  label{#<Rails::Appli…ongName::Configuration>}

    heading{Top classes}dim{ · freed at least with all of a class; shares of 33.3 MB reachable}
      dim{retained}   dim{share}      dim{own}   dim{count}  dim{class}
       20.4 MB  61.4 %  20.4 MB  56,012  label{String}
       18.1 MB  54.4 %  47.0 KB   1,204  label{Work}
       18.0 MB  54.2 %  17.0 KB     434  label{ActionDispatch::Routing::RoutesProxy}

    heading{By type}dim{ · shares of all 33.4 MB}
         dim{bytes}   dim{share}   dim{count}  dim{type}
       20.4 MB  61.2 %  56,012  label{STRING}
        6.3 MB  18.8 %  20,100  label{IMEMO}
        4.8 MB  14.3 %   9,000  dim{  iseq}
        1.1 MB   3.4 %  10,000  dim{  ment}
      390.6 KB   1.1 %   1,100  dim{  callcache}
        3.8 MB  11.4 %   2,042  label{OBJECT}
        2.9 MB   8.6 %   3,002  label{CLASS}
    Code (methods, classes, their caches): 10.5 MB (31.4 %) in 30,100 objects. Data
    (all else): 22.9 MB (68.6 %) in 77,948 objects.

    heading{Roots}dim{ · references held by each}
      vm 2,984 · machine_context 12 · global_tbl 31

    heading{Self-check} good{clean}: 108,048 objects, 412,345 edges, 0 dangling references, 0
    duplicate addresses, 0 bad lines, 25 unreachable from the roots (119.6 KB, 0.3 %
    of all bytes: not yet collected, or held in ways a dump does not tell).

    heading{Next}
      label{loupe dominators after.json.gz --merge}  dim{who holds what, as a tree}
      label{loupe path after.json.gz Work}           dim{what keeps them alive}
      label{loupe path after.json.gz @1234}          dim{what keeps the largest holder}
      label{loupe show after.json.gz @1234}          dim{the largest holder in full}
      label{loupe top after.json.gz --by site}       dim{which lines allocated it}
    "
  `)
})
