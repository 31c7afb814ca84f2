import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileOf, gemsOf } from './require-cost.ts'
import type { RawNode, Readings } from './require-cost.ts'

function node(
  name: string,
  gem: string,
  from: number,
  to: number,
  children: RawNode[] = [],
): RawNode {
  const at = (x: number): Readings => [x * 1000, x * 10, x * 20, x / 1000]
  return { name, gem, file: `/gems/${name}.rb`, before: at(from), after: at(to), children }
}

test('a file costs what it adds, without what it requires', () => {
  const file = fileOf(
    node('a', 'one 1.0', 0, 10, [
      node('b', 'two 2.0', 2, 5, [node('c', 'one 1.0', 3, 4)]),
      node('d', 'two 2.0', 6, 9),
    ]),
  )
  expect(file.total.rss).toBe(10_000)
  expect(file.own).toMatchObject({ rss: 4_000, objects: 40, allocated: 80 })
  expect(file.own.milliseconds).toBeCloseTo(4)
  expect(file.children.map(({ own }) => own.rss)).toEqual([2_000, 3_000])
  const gems = gemsOf([file], { rss: 11_000, objects: 110, allocated: 220, milliseconds: 11 })
  expect(gems.map(({ name, files, own }) => [name, files, own.rss])).toEqual([
    ['one 1.0', 2, 5_000],
    ['two 2.0', 2, 5_000],
    ['not in a file', 0, 1_000],
  ])
})

test('names are told from the folder of the application, or of the gem', () => {
  const named = (name: string): string => fileOf(node(name, 'x', 0, 1), '/srv/app').name
  expect(named('/srv/app/config/environment.rb')).toBe('config/environment.rb')
  expect(named('/usr/gems/nokogiri-1.16.8/lib/nokogiri/xml')).toBe('nokogiri/xml')
  expect(named('json')).toBe('json')
  expect(named('/elsewhere/a.rb')).toBe('/elsewhere/a.rb')
})

test('whatever the tree, gems add up to the total', () => {
  const readings = fc.tuple(
    fc.nat(1e9),
    fc.nat(1e6),
    fc.nat(1e6),
    fc.integer({ min: 0, max: 1000 }),
  )
  const about = {
    name: fc.constantFrom('a', 'b'),
    file: fc.constantFrom(null, '/a.rb'),
    gem: fc.constantFrom(null, 'one 1.0', 'two 2.0'),
    before: readings,
    after: readings,
  }
  const { tree } = fc.letrec<{ tree: RawNode; leaf: RawNode; node: RawNode }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('node')),
    leaf: fc.record({ ...about, children: fc.constant([]) }),
    node: fc.record({ ...about, children: fc.array(tie('tree'), { maxLength: 3 }) }),
  }))
  fc.assert(
    fc.property(tree, (raw) => {
      const root = fileOf(raw)
      const gems = gemsOf(root.children, root.total)
      for (const key of ['rss', 'objects', 'allocated'] as const) {
        expect(gems.reduce((sum, { own }) => sum + own[key], 0)).toBe(root.total[key])
      }
    }),
  )
})
