// The engine on dumps that every Ruby at hand writes while the test runs: a program that is known to
// the last object, and the answers that follow from it.
import { expect } from 'vitest'
import { memorySource } from '../src/dump/memory-source.ts'
import type { Heap } from '../src/heap/heap.ts'
import { readHeap } from '../src/heap/read-heap.ts'
import type { Questions } from '../src/workbench/questions.ts'
import { createWorkbench, lazyTrees } from '../src/workbench/workbench.ts'
import { readSlowly } from './reference/slow-heap.ts'
import { dumpOnce, forEachRuby, versionNumber } from './rubies.ts'
import type { Ruby } from './rubies.ts'

const PROGRAM = `
  module Shop
    class Order
      def initialize(number)
        @number = number
        @customer = "customer of order #{number}, by name"
        @lines = [number.to_s * 10, "a line with \\"quotes\\" and \\n newlines \\u00e9"]
      end
    end
    class Vault
      def initialize
        @orders = Array.new(300) { |i| Order.new(i) }
        @index = { "first" => @orders[0] }
      end
    end
    VAULT = Vault.new
    class Link
      attr_accessor :following
    end
    CHAIN = (1..2000).inject(nil) { |after, _| link = Link.new; link.following = after; link }
    class Watched; end
    WATCHED = Watched.new
    big = "z" * 50_000
    ObjectSpace.define_finalizer(WATCHED, proc { big.size })
    Single = Object.new
    class << Single; def only_mine; 1; end; end
  end
`
const OPTIONS = { trace: true, collections: 3 }

async function dumpOf(ruby: Ruby): Promise<Uint8Array> {
  return dumpOnce(ruby, PROGRAM, OPTIONS)
}

async function open(ruby: Ruby): Promise<{ heap: Heap; questions: Questions }> {
  const heap = readHeap(memorySource(await dumpOf(ruby)))
  return {
    heap,
    questions: createWorkbench(heap, lazyTrees(heap), { name: 'heap.json', bytes: 1 }),
  }
}

forEachRuby('objects, edges and roots are what JSON.parse and Maps give', async (ruby) => {
  const bytes = await dumpOf(ruby)
  const heap = readHeap(memorySource(bytes))
  const slow = readSlowly(bytes, versionNumber(ruby) >= 304)
  expect(heap.count).toBe(slow.objects.size)
  let edges = 0
  for (const { edges: own } of slow.objects.values()) edges += own.length
  expect(heap.graph.offsets[heap.count]).toBe(edges)
  expect(heap.roots.map(({ category }) => category)).toEqual([...slow.roots.keys()])
  expect(heap.dangling).toBe(slow.dangling)
})

forEachRuby('both kernels read the same heap', async (ruby) => {
  const bytes = await dumpOf(ruby)
  const [wasm, twin] = (['wasm', 'typescript'] as const).map((kernel) =>
    readHeap(memorySource(bytes), { kernel }),
  )
  expect(twin.columns).toEqual(wasm.columns)
  expect(twin.graph).toEqual(wasm.graph)
})

forEachRuby('its version is found, tracing is seen, nothing is damaged', async (ruby) => {
  const { questions } = await open(ruby)
  const { ruby: found, traced, damage, unreachable, objects } = questions.summary()
  expect(found.exact).toBe(true)
  expect(found.version.startsWith(ruby.name === 'head' ? '4.' : ruby.name)).toBe(true)
  expect([traced, damage.badLines, damage.repaired, damage.truncated]).toEqual([true, 0, 0, false])
  expect(unreachable.objects).toBeLessThan(objects * 0.01)
})

forEachRuby('a program known to the last object is counted and attributed right', async (ruby) => {
  const { questions } = await open(ruby)
  const { groups } = questions.top({ by: 'class', limit: 100_000 })
  const group = (name: string) => groups.find((each) => each.name === name)
  expect(group('Shop::Order')?.count).toBe(300)
  expect(group('Shop::Link')?.count).toBe(2000)
  expect(group('Shop::Vault')?.count).toBe(1)
  // Each order keeps its texts alone. (What the vault keeps is not asked: a word left on the C stack
  // may refer to its array, and does under Ruby 3.3.)
  expect(group('Shop::Order')?.retained).toBeGreaterThan(300 * 4 * 20)
  const order = questions.path('Shop::Order[7]')
  const labels = order.steps.map(({ label }) => label)
  expect(labels.join(' ')).toMatch(/#<Shop::Vault>|machine_context/)
  expect(labels.at(-1)).toBe('#<Shop::Order>')
  expect(order.steps[0].type).toBe('ROOT')
})

forEachRuby('a list of two thousand links hangs on its head', async (ruby) => {
  const { questions } = await open(ruby)
  const retained = Array.from(
    { length: 2000 },
    (_, i) => questions.show(`Shop::Link[${i + 1}]`, { limit: 1 }).retained ?? 0,
  ).sort((a, b) => a - b)
  // The tail keeps itself, the head everything: sizes grow link by link.
  const own = retained[0]
  expect(retained[1999]).toBeGreaterThanOrEqual(own * 2000)
  expect(new Set(retained).size).toBe(2000)
  const { tree } = questions.path('Shop::Link')
  expect(tree?.count).toBe(2000)
})

forEachRuby(
  'what finalizers close over is reached, with or without a root for it',
  async (ruby) => {
    const { questions } = await open(ruby)
    const found = questions.find('"zzzzzzzz"', { limit: 10 })
    expect(found.total).toBeGreaterThan(0)
    const { steps } = questions.path(found.items[0].handle)
    expect(steps[0].label).toContain('finalizers')
  },
)

forEachRuby('ivars are named where shapes tell', async (ruby) => {
  const { questions } = await open(ruby)
  const { items } = questions.references('Shop::Vault[1]', { limit: 10 })
  const edges = items.map(({ edge }) => edge)
  expect(edges).toContain('its class')
  if (versionNumber(ruby) >= 302) {
    expect(edges.some((edge) => edge?.includes('@orders'))).toBe(true)
    expect(edges.some((edge) => edge?.includes('@index'))).toBe(true)
  }
})

forEachRuby('a singleton class is named after the object it belongs to', async (ruby) => {
  const { questions } = await open(ruby)
  const { items } = questions.find('*', { where: { type: 'CLASS' }, limit: 100_000 })
  const labels = items.map(({ label }) => label)
  expect(labels.some((label) => label.includes('#<Class:#<Object'))).toBe(true)
  expect(labels.some((label) => label.includes('#<Class:Shop::Order>'))).toBe(true)
})
