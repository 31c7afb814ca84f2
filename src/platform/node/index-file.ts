// The index of one dump: its heap, its trees and the facts of its summary. Which dump it belongs to
// is checked by size, time and a fingerprint of the content before anything of it is used.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ByteSource } from '../../dump/byte-source.ts'
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import type { TreeHelper } from '../../graph/helper.ts'
import { immediateDominators } from '../../graph/immediate-dominators.ts'
import type { Heap } from '../../heap/heap.ts'
import { defineLazily, heapFromSections, heapMeta } from '../../heap/heap-sections.ts'
import type { HeapMeta, Section } from '../../heap/heap-sections.ts'
import type { Trees } from '../../workbench/workbench.ts'
import type { Summary } from '../../workbench/results.ts'
import { closedError } from './file-source.ts'
import { IndexUnusable, openIndex } from './index-reader.ts'
import type { SectionArray } from './index-writer.ts'
import { readAhead } from './read-ahead-worker.ts'
import type { ReadAhead } from './read-ahead-worker.ts'

export interface DumpIdentity {
  readonly path: string
  readonly size: number
  readonly modified: number
  readonly fingerprint: string
}

export interface IndexMeta {
  readonly dump: DumpIdentity
  readonly heap: HeapMeta
  /** Positions below it are reachable; absent in a dump without roots. */
  readonly reachable?: number
  readonly facts: Summary
}

export interface ReopenedDump {
  readonly heap: Heap
  readonly trees: Trees
  readonly facts: Summary
  /** Has another thread read what questions about owners need, where that pays. */
  readAhead(): void
  close(): void
}

/** Objects of a heap from which on another thread pays. */
const READ_AHEAD_FROM = 2_000_000
/**
 * What questions about owners need, in the order in which they do; not what they begin with, which the
 * main thread has read before a worker is there.
 */
const OWNER_SECTIONS: readonly string[] = [
  'graph.targets',
  'column.flags',
  'tree.positionOf',
  'tree.subtree',
  'tree.nodeAt',
  'column.length',
  'tree.retained',
  'column.hashLow',
  'column.hashHigh',
  'column.lineLow',
  'column.shape',
  'column.slot',
  'column.code',
]

/** Bytes sampled at the start, middle and end of the dump file. */
const SAMPLE_BYTES = 65_536

export function identityOf(file: string): DumpIdentity {
  const { size, mtimeMs } = statSync(file)
  const hash = createHash('sha256')
  const fd = openSync(file, 'r')
  try {
    const sample = new Uint8Array(SAMPLE_BYTES)
    for (const at of [0, Math.floor(size / 2), Math.max(0, size - SAMPLE_BYTES)]) {
      hash.update(sample.subarray(0, readSync(fd, sample, 0, SAMPLE_BYTES, at)))
    }
  } finally {
    closeSync(fd)
  }
  return {
    path: resolve(file),
    size,
    modified: mtimeMs,
    fingerprint: hash.digest('hex').slice(0, 32),
  }
}

export function treeSections(tree: DominatorTree): Section[] {
  return [
    { name: 'tree.nodeAt', array: tree.nodeAt },
    { name: 'tree.positionOf', array: tree.positionOf },
    { name: 'tree.subtree', array: tree.subtree },
    { name: 'tree.retained', array: tree.retained },
  ]
}

export function indexMeta(
  dump: DumpIdentity,
  heap: Heap,
  reachable: number | undefined,
  facts: Summary,
): string {
  const meta: IndexMeta = {
    dump,
    heap: heapMeta(heap),
    facts,
    ...(reachable === undefined ? {} : { reachable }),
  }
  return JSON.stringify(meta)
}

export interface ReopenWays {
  readonly lazyTrees: (heap: Heap) => Trees
  /** The dump's bytes, for when a record is read back. */
  readonly source: () => ByteSource
  /** A section that the index has lost, found out when a question needs it. */
  readonly repair: (section: string, why: IndexUnusable) => SectionArray
}

/**
 * The index `file` as a heap, where it is whole and belongs to `dump`; undefined where there is
 * none. Throws IndexUnusable where its head says at once that it cannot be used.
 */
export function reopen(
  file: string,
  dump: DumpIdentity,
  { lazyTrees, source, repair }: ReopenWays,
): ReopenedDump | undefined {
  const index = openIndex(file)
  if (!index) return undefined
  try {
    const meta = index.meta as IndexMeta
    const { size, fingerprint, modified } = meta.dump
    if (size !== dump.size || fingerprint !== dump.fingerprint || modified !== dump.modified) {
      throw new IndexUnusable('the dump has changed since')
    }
    let closed = false
    let ahead: ReadAhead | undefined
    const load = (section: string) => {
      if (closed) throw closedError(dump.path)
      try {
        return ahead?.take(section) ?? index.load(section)
      } catch (error) {
        if (!(error instanceof IndexUnusable)) throw error
        return repair(section, error)
      }
    }
    const heap = heapFromSections(meta.heap, load, source)
    return {
      heap,
      trees: indexedTrees(load, index.has, meta, lazyTrees(heap), () => ahead?.helper),
      facts: meta.facts,
      readAhead() {
        if (closed || heap.count < READ_AHEAD_FROM) return
        ahead ??= readAhead(file, OWNER_SECTIONS)
      },
      close() {
        if (closed) return
        closed = true
        ahead?.close()
        index.close()
      },
    }
  } catch (error) {
    index.close()
    throw error
  }
}

/** Trees from the index where it has them, computed on first use where not. */
function indexedTrees(
  load: (section: string) => SectionArray,
  has: (section: string) => boolean,
  meta: IndexMeta,
  computed: Trees,
  helper: () => TreeHelper | undefined,
): Trees {
  const u32 = (name: string) => load(name) as Uint32Array
  const { reachable } = meta
  return defineLazily(
    {
      get helper() {
        return helper()
      },
    },
    {
      dominators: () => {
        if (reachable === undefined) return computed.dominators
        const tree: DominatorTree = defineLazily({ reachable } as DominatorTree, {
          nodeAt: () => u32('tree.nodeAt'),
          positionOf: () => u32('tree.positionOf'),
          subtree: () => u32('tree.subtree'),
          dominator: () => immediateDominators(tree.nodeAt, tree.subtree),
          retained: () => load('tree.retained'),
        })
        return tree
      },
      shortest: () =>
        has('shortest.parent') ? { parent: u32('shortest.parent') } : computed.shortest,
    },
  ) as unknown as Trees
}
