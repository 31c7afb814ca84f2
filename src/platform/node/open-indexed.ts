// A dump that has an index. Sections are read and checked when a question first needs them. Where
// one turns out damaged then, in the middle of a question, the dump itself is read anew, here and
// now: rows, edges and trees come out the same, bit for bit, so what was already answered holds, and
// this section and all later ones are taken from there. Rare, and as slow as reading on one thread;
// the damaged index is removed, and another is written when the dump is settled.
import { ensure } from '../../base/assert.ts'
import type { OnProgress } from '../../base/progress.ts'
import type { ByteSource } from '../../dump/byte-source.ts'
import type { Heap } from '../../heap/heap.ts'
import { heapSections } from '../../heap/heap-sections.ts'
import type { SectionArray } from '../../heap/heap-sections.ts'
import { readHeap } from '../../heap/read-heap.ts'
import { createWorkbench, lazyTrees } from '../../workbench/workbench.ts'
import type { Trees, Workbench } from '../../workbench/workbench.ts'
import { notKept, writeIndexOf } from './analyse-dump.ts'
import { captureBeside } from './capture-file.ts'
import { reopen, treeSections } from './index-file.ts'
import type { DumpIdentity } from './index-file.ts'
import { IndexUnusable } from './index-reader.ts'
import { sourceInfo } from './input.ts'
import { lazySource } from './lazy-source.ts'
import { removeQuietly, temporaryName } from './temporary-file.ts'
import { timed } from './timings.ts'

export interface IndexedDump {
  readonly questions: Workbench
  /** Writes the index again where it was damaged; tells of it. */
  settle(): Promise<readonly string[]>
  closeFiles(): void
  readAhead(): void
}

/** Undefined where there is no index, or none that can be used, of which `notes` tells. */
export async function openIndexed(
  file: string,
  index: string,
  identity: DumpIdentity,
  notes: string[],
  onProgress?: OnProgress,
): Promise<IndexedDump | undefined> {
  const opened = timed('reopen')
  const source = await lazySource(file, identity)
  let anew: ReadAnew | undefined
  try {
    const dump = reopen(index, identity, {
      lazyTrees,
      source: source.open,
      repair(section, why) {
        anew ??= readAnew(source.open(), why)
        removeQuietly(index)
        return anew.section(section)
      },
    })
    if (!dump) return undefined
    const info = sourceInfo(file, dump.facts.source.bytes, source.compression)
    const capture = captureBeside(file, info.bytes, notes)
    opened()
    return {
      questions: createWorkbench(dump.heap, dump.trees, info, {
        summary: dump.facts,
        capture,
        onProgress,
      }),
      async settle() {
        if (!anew) return []
        const { why, heap, trees } = anew
        try {
          const place = { file: index, temporary: temporaryName(index) }
          writeIndexOf(heap, trees, place, identity, dump.facts)
          return [notUsed(why)]
        } catch (error) {
          return [notUsed(why), notKept(error)]
        }
      },
      readAhead: dump.readAhead,
      closeFiles() {
        dump.close()
        source.close()
      },
    }
  } catch (error) {
    if (!(error instanceof IndexUnusable)) throw error
    notes.push(notUsed(error))
    return undefined
  }
}

interface ReadAnew {
  readonly why: IndexUnusable
  readonly heap: Heap
  readonly trees: Trees
  section(name: string): SectionArray
}

function readAnew(source: ByteSource, why: IndexUnusable): ReadAnew {
  const done = timed('repair')
  const heap = readHeap(source)
  const trees = lazyTrees(heap)
  done()
  return {
    why,
    heap,
    trees,
    section(name) {
      if (name === 'shortest.parent') return trees.shortest.parent
      const sections = name.startsWith('tree.')
        ? treeSections(trees.dominators)
        : heapSections(heap)
      return ensure(sections.find((each) => each.name === name)?.array, `the section ${name}`)
    },
  }
}

function notUsed(error: IndexUnusable): string {
  return `the index of this dump is not used (${error.message}); it is built anew.`
}
