// A program as strict TypeScript sees it: compiled against the package's types, and run. Most of the
// API is used here the way a program would, so that a type that misleads does not compile.
import { LoupeError, open, openDiff } from 'heaploupe'
import type {
  Collection,
  Conditions,
  DumpSource,
  ErrorCode,
  Heap,
  HeapObject,
  OpenOptions,
  Path,
  records,
} from 'heaploupe'

const [before = '', after = '', later = ''] = process.argv.slice(2)

async function main(): Promise<void> {
  const phases = new Set<string>()
  const options: OpenOptions = {
    index: false,
    workers: 2,
    spill: true,
    onProgress: ({ phase, done, total }) => {
      if (done <= total || total === 0) phases.add(phase)
    },
    onNote: (note: string) => console.error(note),
  }
  const source: DumpSource = after
  const heap = await open(source, options)
  const works: Collection = heap.classNamed('Work').first()?.instances ?? heap.objects.first(0)
  const work: HeapObject | undefined = works[20]
  const path: Path | null = work === undefined ? null : heap.findPath(work)
  const labels: string[] = path?.map((step) => step.label) ?? []
  const edges: readonly (string | null)[] = path?.edges ?? []
  const conditions: Conditions = { type: 'STRING', memsize: { min: 10_000 }, file: /models/ }
  const large = heap.where(conditions)
  const byFile: Map<string | null, Collection> = large.groupBy((string) => string.file)
  const types: Map<string | null, number> = heap.objects.countBy('type')
  const named: Map<string | null, number> = works.tally('className')
  const old: Collection | undefined = works.groupBy('old').get(true)
  const tree: records.PathTree = heap.mergedPaths(works, { branches: 2 })
  const summary: records.Summary = heap.summary
  const sizes: number[] = works.sortBy((each) => [each.generation, each.memsize]).map(sizeOf)
  for (const { handle, klass, retainedSize, old, data } of works.last(2)) {
    if (klass?.name !== 'Work' || !old || retainedSize === null || data['type'] !== 'OBJECT') {
      throw new Error(`${handle} is no work`)
    }
  }
  console.log(
    JSON.stringify({
      works: works.length,
      path: labels,
      edges: edges.length,
      large: large.length,
      files: [...byFile.keys()],
      strings: types.get('STRING'),
      named: [...named],
      old: old?.length,
      merged: tree.count,
      objects: summary.objects,
      sizes: new Set(sizes).size,
      union: works.union(heap.strings).intersect('Work').minus(works.first(36)).length,
      retained: heap.retained('RoutesProxy').bytes,
      cut: heap.whatIf({ edges: [[heap.callcaches, heap.ments]] }).objects.instancesOf('Work')
        .length,
      code: await codeOf(heap),
      phases: phases.size > 0,
    }),
  )
  await heap.close()

  const diff = await openDiff(before, after, later)
  const quality: records.DiffQuality = diff.quality
  const groups: records.Diff = diff.groups({ by: 'class', limit: 5 })
  const found = diff.instancesOf('Work').first()
  console.log(
    JSON.stringify({
      process: quality.process,
      kind: groups.kind,
      leaked: diff.instancesOf('Work').length,
      later: found === undefined ? null : diff.find(found, 'later')?.className,
      procs: diff.procs.length <= diff.after.procs.length,
    }),
  )
  await diff[Symbol.asyncDispose]()
}

async function codeOf(heap: Heap): Promise<ErrorCode | undefined> {
  try {
    heap.at('0x1')
    await open('nowhere.json')
  } catch (error) {
    if (error instanceof LoupeError) return error.code
    throw error
  }
  return undefined
}

const sizeOf = (object: HeapObject): number => object.memsize

await main()
