// A dump without an index: reads it, builds its trees, and writes the index behind the first answer.
//
// Two cores at work on a large dump: all threads scan; then this thread builds the dominator tree
// while one worker builds the breadth-first tree, takes a part of the dominators' passes over all
// edges, and writes the columns to the index. The heap lives in shared memory, so nothing is copied
// between them.
import { plain } from '../../base/memory.ts'
import type { OnProgress } from '../../base/progress.ts'
import { buildDominatorTree } from '../../graph/dominator-tree.ts'
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import type { Heap } from '../../heap/heap.ts'
import { defineLazily, heapSections } from '../../heap/heap-sections.ts'
import type { Summary } from '../../workbench/results.ts'
import { createWorkbench, lazyTrees, STORED_LIMIT } from '../../workbench/workbench.ts'
import type { Trees, Workbench } from '../../workbench/workbench.ts'
import { indexMeta, treeSections } from './index-file.ts'
import { captureBeside } from './capture-file.ts'
import type { DumpIdentity } from './index-file.ts'
import { IndexWriter } from './index-writer.ts'
import { openInput, sourceInfo } from './input.ts'
import type { Input, InputOptions } from './input.ts'
import { readDump, workerCount } from './read-dump.ts'
import { shared } from './shared-memory.ts'
import { dropTemporary, removeAtExit, temporaryName } from './temporary-file.ts'
import { timed } from './timings.ts'
import { LoupeWorker, workersAvailable } from './worker-pool.ts'
import type { IndexPlace } from './worker-messages.ts'

export interface AnalysedDump {
  readonly input: Input
  readonly questions: Workbench
  /** What the user should know about the opening. */
  readonly notes: readonly string[]
  /** Writes what is missing of the index; gives its size, 0 where there is to be none. */
  finishIndex(): Promise<number>
  endWorkers(): Promise<void>
}

export interface AnalyseOptions extends InputOptions {
  /** Threads to scan with, this one included; absent: as many as pay. */
  readonly workers?: number
  /** Of questions that are asked later. */
  readonly onQuestion?: OnProgress
}

/** `identity` and `index`: which dump the index will belong to, and its file; absent: no index. */
export async function analyseDump(
  file: string,
  options: AnalyseOptions,
  identity: DumpIdentity | undefined,
  index: string | undefined,
): Promise<AnalysedDump> {
  const onProgress = options.onProgress ?? (() => {})
  const input = await openInput(file, options)
  const count =
    input.file !== undefined && workersAvailable()
      ? workerCount(input.source.size, options.workers)
      : 0
  const workers = Array.from({ length: count }, () => new LoupeWorker())
  const place = index === undefined ? undefined : { file: index, temporary: temporaryName(index) }
  if (place) removeAtExit(place.temporary, () => workers.map((worker) => worker.close()))
  const endWorkers = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()))
    if (place) dropTemporary(place.temporary)
  }
  try {
    const heap = await readDump(input, workers, onProgress)
    for (const idle of workers.splice(1)) void idle.close()
    const helper = workers[0]
    const { compression, source } = input
    const name = file === '-' ? (options.streamName ?? file) : file
    const trees = await buildTrees(heap, helper, place, onProgress)
    const notes = [...input.notes]
    const capture = captureBeside(file, source.size, notes)
    const questions = createWorkbench(heap, trees, sourceInfo(name, source.size, compression), {
      capture,
      onProgress: options.onQuestion,
    })
    return {
      input,
      notes,
      questions,
      async finishIndex() {
        if (!identity || !place) return 0
        const written = timed('index')
        const facts = questions.summary({ limit: STORED_LIMIT })
        const bytes = await finish(heap, trees, place, identity, facts, helper)
        written()
        return bytes
      },
      endWorkers,
    }
  } catch (error) {
    await endWorkers()
    input.close()
    throw error
  }
}

/** With a worker: the breadth-first tree and the columns' way to the index go on beside this thread. */
async function buildTrees(
  heap: Heap,
  helper: LoupeWorker | undefined,
  index: IndexPlace | undefined,
  onProgress: OnProgress,
): Promise<Trees> {
  if (heap.roots.length === 0) return lazyTrees(heap)
  const { graph } = heap
  let parent: Promise<Uint32Array> | undefined
  if (helper && graph.targets.buffer instanceof SharedArrayBuffer) {
    const into = shared.u32(graph.nodeCount)
    parent = helper
      .ask({
        kind: 'shortest-tree',
        graph,
        parent: into,
        index: keepsShortestTree(heap) ? index : undefined,
      })
      .then(() => into)
    if (index) helper.send({ kind: 'write', index, sections: heapSections(heap) })
  }
  const built = timed('dominators')
  const dominators = buildDominatorTree(
    graph,
    heap.columns.size,
    heap.giants,
    parent ? shared : plain,
    onProgress,
    parent && helper && { memory: shared, share: (job) => helper.send({ kind: 'help', job }) },
  )
  built()
  // Written while this thread finds the answer.
  if (parent && helper && index) {
    helper.send({ kind: 'write', index, sections: treeSections(dominators) })
  }
  const waited = timed('shortest-tree')
  const shortest = parent ? await parent : undefined
  waited()
  return withTrees(lazyTrees(heap), dominators, shortest)
}

function withTrees(
  lazy: Trees,
  dominators: DominatorTree,
  shortest: Uint32Array | undefined,
): Trees {
  return defineLazily(
    {},
    {
      dominators: () => dominators,
      shortest: () => (shortest ? { parent: shortest } : lazy.shortest),
    },
  ) as unknown as Trees
}

/** The breadth-first tree of a smaller heap is made as quickly as it is read. */
function keepsShortestTree(heap: Heap): boolean {
  return heap.roots.length > 0 && heap.count >= 500_000
}

async function finish(
  heap: Heap,
  trees: Trees,
  place: IndexPlace,
  identity: DumpIdentity,
  facts: Summary,
  helper: LoupeWorker | undefined,
): Promise<number> {
  if (helper && heap.roots.length > 0 && heap.graph.targets.buffer instanceof SharedArrayBuffer) {
    const meta = indexMeta(identity, heap, trees.dominators.reachable, facts)
    const answer = await helper.ask({ kind: 'finish', meta })
    return answer.kind === 'written' ? answer.bytes : 0
  }
  return writeIndexOf(heap, trees, place, identity, facts)
}

/** Writes a whole index on this thread; gives its size. */
export function writeIndexOf(
  heap: Heap,
  trees: Trees,
  { file, temporary }: IndexPlace,
  identity: DumpIdentity,
  facts: Summary,
): number {
  const whole = heap.roots.length > 0
  const writer = new IndexWriter(file, temporary)
  if (keepsShortestTree(heap)) writer.add('shortest.parent', trees.shortest.parent)
  const tree = whole ? treeSections(trees.dominators) : []
  for (const { name, array } of [...heapSections(heap), ...tree]) writer.add(name, array)
  return writer.finish(
    indexMeta(identity, heap, whole ? trees.dominators.reachable : undefined, facts),
  )
}

export function notKept(error: unknown): string {
  return `the index was not kept: ${(error as Error).message}`
}
