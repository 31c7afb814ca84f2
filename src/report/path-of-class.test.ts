import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { pathReport } from './path.ts'
import { plainPaint } from './paint.ts'

test('path-of-class at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(pathReport(made.classPath, view)).toMatchInlineSnapshot(`
    "1,204 Work (47.0 KB of their own): 99.8 % through vm → callcache → ment →
    #<Class:#<ActionDispatch::Routing::RoutesProxy>> →
    ActionDispatch::Routing::RoutesProxy → WorksController → WorkImageShowComponent;
    0.2 % otherwise.

    All paths, merged · instances held through each step, of 1,204
       held   share  their own
      1,202  99.8 %    47.0 KB  ROOT vm
      1,202  99.8 %    47.0 KB  └─ 434 × callcache @1234
      1,202  99.8 %    47.0 KB     └─ 434 × ment @1234
      1,202  99.8 %    47.0 KB        └─ 434 × #<Class:#<Ac…ing::RoutesProxy>> @1234
      1,202  99.8 %    47.0 KB           └─ 434 × #<ActionDi…ing::RoutesProxy> @1234
      1,202  99.8 %    47.0 KB              └─ 434 × #<WorksController> @1234
      1,202  99.8 %    47.0 KB                 └─ 434 × #<WorkIm…howComponent> @1234
      1,202  99.8 %    47.0 KB                    └─ 1,202 × #<Work> @1234
          2   0.2 %       80 B  ROOT machine_context
          2   0.2 %       80 B  └─ 2 × #<Work> @1234

    One of them · the shortest path
      retained  object  step ← how the line above holds it
                        ROOT vm
       42.7 KB  @1234   └─ callcache :public_send IMEMO ← global call cache
       42.6 KB  @1240     └─ ment #method_missing IMEMO ← cached method
       42.6 KB  @1241       └─ #<Class:#<Actio…::Routing::RoutesProxy>> ← defined in
       42.0 KB  @1242         └─ #<ActionDisp…outing::RoutesProxy> ← attached object
       42.0 KB  @1300           └─ #<WorksController> ← instance variable @scope
       41.0 KB  @1301             └─ #<WorkImageShowComponent> ← @component
       41.0 KB  @1400               └─ #<Work> ← instance variable @work

    Next
      loupe dominators after.json.gz --merge    who holds what, as a tree
      loupe show after.json.gz @1400            this one in full
      loupe path after.json.gz @1400 --count 3  other ways to it
    "
  `)
})

test('path-of-class at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(pathReport(made.classPath, view)).toMatchInlineSnapshot(`
    "1,204 Work (47.0 KB of their own): 99.8 % through vm → callcache → ment →
    #<Class:#<ActionDispatch::Routing::RoutesProxy>> → ActionDispatch::Routing::RoutesProxy →
    WorksController → WorkImageShowComponent; 0.2 % otherwise.

    All paths, merged · instances held through each step, of 1,204
       held   share  their own
      1,202  99.8 %    47.0 KB  ROOT vm
      1,202  99.8 %    47.0 KB  └─ 434 × callcache @1234
      1,202  99.8 %    47.0 KB     └─ 434 × ment @1234
      1,202  99.8 %    47.0 KB        └─ 434 × #<Class:#<ActionDispatch::Routing::RoutesProxy>> @1234
      1,202  99.8 %    47.0 KB           └─ 434 × #<ActionDispatch::Routing::RoutesProxy> @1234
      1,202  99.8 %    47.0 KB              └─ 434 × #<WorksController> @1234
      1,202  99.8 %    47.0 KB                 └─ 434 × #<WorkImageShowComponent> @1234
      1,202  99.8 %    47.0 KB                    └─ 1,202 × #<Work> @1234
          2   0.2 %       80 B  ROOT machine_context
          2   0.2 %       80 B  └─ 2 × #<Work> @1234

    One of them · the shortest path
      retained  object  step ← how the line above holds it                                     address
                        ROOT vm
       42.7 KB  @1234   └─ callcache :public_send IMEMO ← global call cache                    0x7f4e1000c0d0
       42.6 KB  @1240     └─ ment #method_missing IMEMO ← cached method                        0x7f4e1000c1c0
       42.6 KB  @1241       └─ #<Class:#<ActionDispatch::Routing::RoutesProxy>> ← defined in   0x7f4e1000c1e8
       42.0 KB  @1242         └─ #<ActionDispatch::Routing::RoutesProxy> ← attached object     0x7f4e1000c210
       42.0 KB  @1300           └─ #<WorksController> ← instance variable @scope               0x7f4e1000cb20
       41.0 KB  @1301             └─ #<WorkImageShowComponent> ← instance variable @component  0x7f4e1000cb48
       41.0 KB  @1400               └─ #<Work> ← instance variable @work                       0x7f4e1000dac0

    Next
      loupe dominators after.json.gz --merge    who holds what, as a tree
      loupe show after.json.gz @1400            this one in full
      loupe path after.json.gz @1400 --count 3  other ways to it
    "
  `)
})
