import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { markedPaint } from '../../test/cli/marked-paint.ts'
import { pathReport } from './path.ts'
import { plainPaint } from './paint.ts'

test('path at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(pathReport(made.path, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> is kept alive by ROOT vm, 7 references away.

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
      loupe show after.json.gz @1234            the step that holds the most
      loupe path after.json.gz @1400 --count 3  other ways to it
      loupe show after.json.gz @1400            the object in full
    "
  `)
})

test('path at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(pathReport(made.path, view)).toMatchInlineSnapshot(`
    "@1400 #<Work> is kept alive by ROOT vm, 7 references away.

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
      loupe show after.json.gz @1234            the step that holds the most
      loupe path after.json.gz @1400 --count 3  other ways to it
      loupe show after.json.gz @1400            the object in full
    "
  `)
})

test('path with its roles marked', () => {
  const view = { width: 80, color: markedPaint, dump: 'after.json.gz' }
  expect(pathReport(made.path, view)).toMatchInlineSnapshot(`
    "address{@1400} label{#<Work>} is kept alive by heading{ROOT vm}, 7 references away.

      dim{retained}  dim{object}  dim{step ← how the line above holds it}
                        heading{ROOT vm}
       42.7 KB  address{@1234}   dim{└─ }label{callcache :public_send}dim{ IMEMO ← }global call cache
       42.6 KB  address{@1240}   dim{  └─ }label{ment #method_missing}dim{ IMEMO ← }cached method
       42.6 KB  address{@1241}   dim{    └─ }label{#<Class:#<Actio…::Routing::RoutesProxy>>}dim{ ← }defined in
       42.0 KB  address{@1242}   dim{      └─ }label{#<ActionDisp…outing::RoutesProxy>}dim{ ← }attached object
       42.0 KB  address{@1300}   dim{        └─ }label{#<WorksController>}dim{ ← }instance variable @scope
       41.0 KB  address{@1301}   dim{          └─ }label{#<WorkImageShowComponent>}dim{ ← }@component
       41.0 KB  address{@1400}   dim{            └─ }label{#<Work>}dim{ ← }instance variable @work

    heading{Next}
      label{loupe show after.json.gz @1234}            dim{the step that holds the most}
      label{loupe path after.json.gz @1400 --count 3}  dim{other ways to it}
      label{loupe show after.json.gz @1400}            dim{the object in full}
    "
  `)
})
