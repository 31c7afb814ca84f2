import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitsetOf, members } from '../base/bitset.ts'
import { plain } from '../base/memory.ts'
import { edgesTo } from './edges-to.ts'
import { helpWith, type Job } from './helper.ts'
import { anyGraph } from './testing/graphs.ts'

function edgesOneByOne(targets: Uint32Array, wanted: readonly number[]): number[] {
  return [...targets].flatMap((target, edge) => (wanted.includes(target) ? [edge] : []))
}

test('finds the edges that lead to some nodes', () => {
  fc.assert(
    fc.property(anyGraph(40), fc.array(fc.nat(13)), (graph, drawn) => {
      const wanted = drawn.filter((node) => node < graph.nodeCount)
      const found = edgesTo(graph, bitsetOf(graph.nodeCount, wanted))
      expect([...members(found)]).toEqual(edgesOneByOne(graph.targets, wanted))
    }),
    { numRuns: 500 },
  )
})

/** 8,999 edges from one node to hundred others, in shared memory. */
const EDGES = 8999
const targets = Uint32Array.from({ length: EDGES }, (_, i) => (i * i) % 100)
const shared = new Uint32Array(new SharedArrayBuffer(4 * EDGES))
shared.set(targets)
const offsets = Uint32Array.from({ length: 102 }, (_, node) => (node === 0 ? 0 : EDGES))
const wanted = [0, 1, 56, 99]

for (const most of [0, 1, 50, 128]) {
  test(`finds the same with a helper that takes up to ${most} parts`, () => {
    const jobs: Job[] = []
    const helper = {
      memory: plain,
      share(job: Job) {
        jobs.push(job)
        helpWith(job, most)
      },
    }
    const graph = { nodeCount: 101, offsets, targets: shared, root: 0 }
    const found = edgesTo(graph, bitsetOf(101, wanted), helper)
    expect([...members(found)]).toEqual(edgesOneByOne(targets, wanted))
    expect(jobs.map(({ kind }) => kind)).toEqual(['edges-to'])
  })
}

test('asks no helper about what it cannot see', () => {
  const share = () => expect.fail('asked')
  const graph = { nodeCount: 101, offsets, targets: Uint32Array.from(targets), root: 0 }
  const found = edgesTo(graph, bitsetOf(101, wanted), { memory: plain, share })
  expect([...members(found)]).toEqual(edgesOneByOne(targets, wanted))
})
