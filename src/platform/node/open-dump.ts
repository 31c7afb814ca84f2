// Opens a dump under Node: from its index where there is a good one; else the dump is read, its
// trees are built, and the index is written behind the first answer.
//
// Two cores at work on a large dump: all threads scan; then this thread builds the dominator tree
// while one worker builds the breadth-first tree, takes a part of the dominators' passes over all
// edges, and writes the columns to the index. The heap lives in shared memory, so nothing is copied
// between them.
import { rmSync, statSync } from 'node:fs'
import type { Allocator } from '../../base/memory.ts'
import { plain } from '../../base/memory.ts'
import { LoupeError } from '../../base/errors.ts'
import type { OnProgress } from '../../base/progress.ts'
import { buildDominatorTree } from '../../graph/dominator-tree.ts'
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import type { Heap } from '../../heap/heap.ts'
import { defineLazily, heapSections } from '../../heap/heap-sections.ts'
import type { Summary } from '../../workbench/results.ts'
import { createWorkbench, lazyTrees, STORED_LIMIT } from '../../workbench/workbench.ts'
import type { Trees, Workbench } from '../../workbench/workbench.ts'
import { cacheFile } from './cache-folder.ts'
import { readError } from './file-source.ts'
import { identityOf, indexMeta, reopen, treeSections } from './index-file.ts'
import type { DumpIdentity } from './index-file.ts'
import { IndexUnusable } from './index-reader.ts'
import { IndexWriter } from './index-writer.ts'
import { openInput } from './input.ts'
import type { Input } from './input.ts'
import { lazySource } from './lazy-source.ts'
import { readDump, workerCount } from './read-dump.ts'
import { timed } from './timings.ts'
import { LoupeWorker, workersAvailable } from './worker-pool.ts'

export interface OpenOptions {
  /** Read and write the index in the cache folder. */
  readonly index: boolean
  /** Worker threads to scan with; absent: as many as pay. */
  readonly workers?: number
  /** Compressed input may be written uncompressed to the cache folder. */
  readonly spill: boolean
  readonly onProgress?: OnProgress
  /** The bytes of a dump named '-'. */
  readonly stream?: AsyncIterable<Uint8Array>
}

export interface OpenedDump {
  readonly questions: Workbench
  /** What the user should know about the opening: a stale index, a spilled file. */
  readonly notes: readonly string[]
  /**
   * After an error of a question: what to tell the user where the index was to blame. It is removed
   * then, and opening the dump again builds it anew.
   */
  discardIndex(error: unknown): string | undefined
  /** Finishes the index and lets go of everything; gives what went wrong with that, in words. */
  close(): Promise<readonly string[]>
}

export interface BuiltIndex {
  readonly file: string
  readonly bytes: number
}

export async function openDump(file: string, options: OpenOptions): Promise<OpenedDump> {
  const notes: string[] = []
  const identity = options.index && file !== '-' ? identify(file) : undefined
  const indexPath = identity && cacheFile(file, 'index')
  if (identity && indexPath !== undefined) {
    const opened = await openIndexed(file, indexPath, identity, notes)
    if (opened) return opened
  }
  const read = await readAndAnalyse(file, options, identity, indexPath)
  return {
    questions: read.questions,
    notes: [...notes, ...read.input.notes],
    discardIndex: () => undefined,
    async close() {
      const late: string[] = []
      try {
        await read.finishIndex()
      } catch (error) {
        late.push(`the index was not kept: ${(error as Error).message}`)
      }
      await read.close()
      return late
    },
  }
}

/** Reads a dump and writes its index, whether or not there is one. */
export async function writeIndex(file: string, options: OpenOptions): Promise<BuiltIndex> {
  const indexPath = cacheFile(file, 'index')
  const identity = identify(file)
  if (!identity) {
    throw new LoupeError(
      'usage',
      `${file} is no file that can be read again, so it cannot have an index.`,
    )
  }
  const read = await readAndAnalyse(file, options, identity, indexPath)
  try {
    return { file: indexPath, bytes: await read.finishIndex() }
  } finally {
    await read.close()
  }
}

/** Undefined for what cannot be read twice, a pipe for one: there is no index of it. */
function identify(file: string): DumpIdentity | undefined {
  try {
    return statSync(file).isFile() ? identityOf(file) : undefined
  } catch (error) {
    throw readError(file, error)
  }
}

async function openIndexed(
  file: string,
  indexPath: string,
  identity: DumpIdentity,
  notes: string[],
): Promise<OpenedDump | undefined> {
  const opened = timed('reopen')
  try {
    const source = await lazySource(file)
    const index = reopen(indexPath, identity, lazyTrees, source.open)
    if (!index) return undefined
    const info: SourceInfo = {
      name: file,
      bytes: index.facts.source.bytes,
      ...compressionOf(source),
    }
    opened()
    return {
      questions: createWorkbench(index.heap, index.trees, info, { summary: index.facts }),
      notes,
      discardIndex(error) {
        if (!(error instanceof IndexUnusable)) return undefined
        rmSync(indexPath, { force: true })
        return notUsed(error)
      },
      async close() {
        index.close()
        source.close()
        return []
      },
    }
  } catch (error) {
    if (!(error instanceof IndexUnusable)) throw error
    notes.push(notUsed(error))
    return undefined
  }
}

function notUsed(error: IndexUnusable): string {
  return `the index of this dump is not used (${error.message}); it is built anew.`
}

function compressionOf({ compression }: { compression?: string | undefined }): {
  compression?: string
} {
  return compression === undefined ? {} : { compression }
}

type SourceInfo = Summary['source']

interface ReadDump {
  readonly input: Input
  readonly questions: Workbench
  /** Writes what is missing of the index; returns its size. */
  finishIndex(): Promise<number>
  close(): Promise<void>
}

const shared: Allocator = {
  u32: (length) => new Uint32Array(new SharedArrayBuffer(length * 4)),
  f64: (length) => new Float64Array(new SharedArrayBuffer(length * 8)),
}

async function readAndAnalyse(
  file: string,
  options: OpenOptions,
  identity: DumpIdentity | undefined,
  indexPath: string | undefined,
): Promise<ReadDump> {
  const onProgress = options.onProgress ?? (() => {})
  const input = await openInput(file, options)
  const count =
    input.file !== undefined && workersAvailable()
      ? workerCount(input.source.size, options.workers)
      : 0
  const workers = Array.from({ length: count }, () => new LoupeWorker())
  const closeAll = async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    input.close()
  }
  try {
    const heap = await readDump(input, workers, onProgress)
    for (const idle of workers.splice(1)) void idle.close()
    const helper = workers[0]
    const info: SourceInfo = { name: file, bytes: input.source.size, ...compressionOf(input) }
    const trees = await buildTrees(heap, helper, indexPath, onProgress)
    const questions = createWorkbench(heap, trees, info)
    return {
      input,
      questions,
      async finishIndex() {
        if (identity === undefined || indexPath === undefined) return 0
        const written = timed('index')
        const reachable = heap.roots.length > 0 ? trees.dominators.reachable : undefined
        const facts = questions.summary({ limit: STORED_LIMIT })
        const meta = indexMeta(identity, heap, reachable, facts)
        const bytes = await finish(indexPath, heap, trees, meta, helper)
        written()
        return bytes
      },
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    if (indexPath !== undefined) rmSync(`${indexPath}.${process.pid}.tmp`, { force: true })
    throw error
  }
}

/** With a worker: the breadth-first tree and the columns' way to the index go on beside this thread. */
async function buildTrees(
  heap: Heap,
  helper: LoupeWorker | undefined,
  indexPath: string | undefined,
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
        file: keepsShortestTree(heap) ? indexPath : undefined,
      })
      .then(() => into)
    if (indexPath !== undefined)
      helper.send({ kind: 'write', file: indexPath, sections: heapSections(heap) })
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
  if (parent && helper && indexPath !== undefined) {
    helper.send({ kind: 'write', file: indexPath, sections: treeSections(dominators) })
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
  indexPath: string,
  heap: Heap,
  trees: Trees,
  meta: string,
  helper: LoupeWorker | undefined,
): Promise<number> {
  if (helper && heap.roots.length > 0 && heap.graph.targets.buffer instanceof SharedArrayBuffer) {
    const answer = await helper.ask({ kind: 'finish', meta })
    return answer.kind === 'written' ? answer.bytes : 0
  }
  const writer = new IndexWriter(indexPath)
  if (keepsShortestTree(heap)) writer.add('shortest.parent', trees.shortest.parent)
  const tree = heap.roots.length > 0 ? treeSections(trees.dominators) : []
  for (const { name, array } of [...heapSections(heap), ...tree]) writer.add(name, array)
  return writer.finish(meta)
}
