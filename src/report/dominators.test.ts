import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-results.ts'
import { markedPaint } from '../../test/cli/marked-paint.ts'
import { dominatorsReport } from './dominators.ts'
import { plainPaint } from './paint.ts'

test('dominators at 80 columns', () => {
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(dominatorsReport(made.dominators, view)).toMatchInlineSnapshot(`
    "434 × callcache → 434 × #<ActionDispatch::Routing::RoutesProxy> → 434 ×
    #<WorksController> → 1,204 × #<Work>: 18.0 MB, 54.2 % of the 33.3 MB that can be
    reached from the roots.
    What each line holds would be freed if it went; objects of one kind are one
    line. Shares are of 33.3 MB.

      retained   share                                                        own
       18.1 MB  54.3 %  434 × callcache                                   17.0 KB
       18.1 MB  54.2 %  └─ 434 × #<ActionDispatch::Routing::RoutesProxy>  17.0 KB
       18.0 MB  54.2 %     └─ 434 × #<WorksController>                    17.0 KB
       18.0 MB  54.2 %        ├─ 1,204 × #<Work>                          47.0 KB
      117.2 KB   0.3 %        └─ … 12 smaller ones
        1.0 MB   3.0 %  #<Rails::Application> @60                            40 B
       14.2 MB  42.7 %  … all others

    Next
      loupe path after.json.gz @400  what keeps one of them alive
      loupe show after.json.gz @400  one of them in full
    "
  `)
})

test('dominators at 120 columns', () => {
  const view = { width: 120, color: plainPaint, dump: 'after.json.gz' }
  expect(dominatorsReport(made.dominators, view)).toMatchInlineSnapshot(`
    "434 × callcache → 434 × #<ActionDispatch::Routing::RoutesProxy> → 434 × #<WorksController> → 1,204 ×
    #<Work>: 18.0 MB, 54.2 % of the 33.3 MB that can be reached from the roots.
    What each line holds would be freed if it went; objects of one kind are one line. Shares are of
    33.3 MB.

      retained   share                                                        own
       18.1 MB  54.3 %  434 × callcache                                   17.0 KB
       18.1 MB  54.2 %  └─ 434 × #<ActionDispatch::Routing::RoutesProxy>  17.0 KB
       18.0 MB  54.2 %     └─ 434 × #<WorksController>                    17.0 KB
       18.0 MB  54.2 %        ├─ 1,204 × #<Work>                          47.0 KB
      117.2 KB   0.3 %        └─ … 12 smaller ones
        1.0 MB   3.0 %  #<Rails::Application> @60                            40 B
       14.2 MB  42.7 %  … all others

    Next
      loupe path after.json.gz @400  what keeps one of them alive
      loupe show after.json.gz @400  one of them in full
    "
  `)
})

test('dominators with its roles marked', () => {
  const view = { width: 80, color: markedPaint, dump: 'after.json.gz' }
  expect(dominatorsReport(made.dominators, view)).toMatchInlineSnapshot(`
    "434 × label{callcache} → 434 × label{#<ActionDispatch::Routing::RoutesProxy>} → 434 ×
    label{#<WorksController>} → 1,204 × label{#<Work>}: 18.0 MB, 54.2 % of the 33.3 MB that can be
    reached from the roots.
    dim{What each line holds would be freed if it went; objects of one kind are one}
    dim{line. Shares are of 33.3 MB.}

      dim{retained}   dim{share}                                                        dim{own}
       18.1 MB  54.3 %  434 × label{callcache}                                   17.0 KB
       18.1 MB  54.2 %  dim{└─ }434 × label{#<ActionDispatch::Routing::RoutesProxy>}  17.0 KB
       18.0 MB  54.2 %  dim{   └─ }434 × label{#<WorksController>}                    17.0 KB
       18.0 MB  54.2 %  dim{      ├─ }1,204 × label{#<Work>}                          47.0 KB
      117.2 KB   0.3 %  dim{      └─ … 12 smaller ones}
        1.0 MB   3.0 %  label{#<Rails::Application>}address{ @60}                            40 B
       14.2 MB  42.7 %  dim{… all others}

    heading{Next}
      label{loupe path after.json.gz @400}  dim{what keeps one of them alive}
      label{loupe show after.json.gz @400}  dim{one of them in full}
    "
  `)
})

test('attributed: what would be freed, and why it is less', () => {
  const [callcaches, ...others] = made.dominators.nodes
  const shared = {
    handle: '@5',
    label: 'Hash (3 entries)',
    by: ['inline constant caches', 'subclasses'],
  }
  const result = {
    ...made.dominators,
    tree: 'attributed' as const,
    vm: false,
    nodes: [
      ...(callcaches === undefined ? [] : [callcaches]),
      ...others.map((node) => ({
        ...node,
        exact: 1000,
        plumbing: { count: 3, bytes: 60 },
        shared,
      })),
    ],
  }
  const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
  expect(dominatorsReport(result, view)).toMatchInlineSnapshot(`
    "434 × callcache → 434 × #<ActionDispatch::Routing::RoutesProxy> → 434 ×
    #<WorksController> → 1,204 × #<Work>: 18.0 MB, 54.2 % of the 33.3 MB that can be
    reached from the roots.
    What each line holds is its own, whatever caches and the like refer to it
    besides; objects of one kind are one line. Freed is what would go with it, where
    that is less. Shares are of 33.3 MB.

          owns   share    freed
       18.1 MB  54.3 %           434 × callcache
       18.1 MB  54.2 %           └─ 434 × #<ActionDispatch::Routing::RoutesProxy>
       18.0 MB  54.2 %              └─ 434 × #<WorksController>
       18.0 MB  54.2 %                 ├─ 1,204 × #<Work>
      117.2 KB   0.3 %                 └─ … 12 smaller ones
        1.0 MB   3.0 %  1,000 B  #<Rails::Application> @60
       14.2 MB  42.7 %           … all others

    - #<Rails::Application> owns 1.0 MB, but only 1,000 B would be freed with it:
      inline constant caches and subclasses refer to Hash (3 entries) as well.

    Next
      loupe path after.json.gz @400  what keeps one of them alive
      loupe show after.json.gz @400  one of them in full
    "
  `)
})

test('one that refers to it refers, several refer', () => {
  const said = (by: readonly string[]): string => {
    const shared = { handle: '@5', label: 'Hash', by }
    const nodes = made.dominators.nodes.map((node) => ({ ...node, exact: 1000, shared }))
    const result = { ...made.dominators, tree: 'attributed' as const, vm: false, nodes }
    const view = { width: 80, color: plainPaint, dump: 'after.json.gz' }
    return dominatorsReport(result, view).replace(/\s+/g, ' ')
  }
  expect(said(['the C stack'])).toContain('the C stack refers to Hash')
  expect(said(['compiled code'])).toContain('compiled code refers to Hash')
  expect(said(['methods'])).toContain('methods refer to Hash')
  expect(said(['the C stack', 'methods'])).toContain('the C stack and methods refer to Hash')
})
