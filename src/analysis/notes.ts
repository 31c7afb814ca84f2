// Doubts about a dump in plain words: what in it may not be what it looks like, and why.
import { TYPE_CLASS } from '../base/record.ts'
import { formatCount, formatCounted, formatShare } from '../base/format.ts'
import { staleGenerations } from './stale-generations.ts'
import { isPartial, type Study } from './study.ts'

/** More of the heap unreachable than this is worth a word. */
const UNREACHABLE_SHARE = 0.05
/** A few lead nowhere in healthy dumps of old Rubies. */
const DANGLING_SHARE = 0.001
const NAMES_TOLD = 3

export function notesOn(study: Study, bytes: number, unreachableBytes: number): string[] {
  const notes: string[] = []
  const { heap } = study
  const { dialect, duplicates, dangling } = heap
  if (!isPartial(study) && unreachableBytes > bytes * UNREACHABLE_SHARE) {
    const share = formatShare(unreachableBytes, bytes)
    notes.push(
      `${share} of all bytes cannot be reached from the roots: garbage at dump time (no GC.start before the dump), or held by another thread's stack.`,
    )
  }
  const racy = dialect.number >= 300 && dialect.number <= 303
  const few = dangling <= heap.graph.offsets[heap.graph.root] * DANGLING_SHARE
  if (dangling > 0 && !isPartial(study) && (racy || !few)) {
    const why = racy
      ? 'Ruby 3.0 to 3.3 lets other threads run while it dumps, so this is no exact snapshot'
      : 'lines are missing from the dump, or it was damaged'
    const verb = dangling === 1 ? 'leads' : 'lead'
    notes.push(
      `${formatCounted(dangling, 'reference')} ${verb} to objects that are not in the dump: ${why}.`,
    )
  }
  if (duplicates > 0) {
    notes.push(
      `${formatCounted(duplicates, 'address', 'addresses')} came more than once; the last line was taken. This looks like several dumps in one file.`,
    )
  }
  const stale = staleSites(study)
  if (stale !== undefined) notes.push(stale)
  const twins = sameNamedClasses(study)
  if (twins !== undefined) notes.push(twins)
  return notes
}

/** Once tracing has stopped, a slot that is used again still tells of the object before. */
function staleSites({ heap }: Study): string | undefined {
  const found = staleGenerations(heap)
  if (found === undefined) return undefined
  const { stale, traced } = found
  return `${formatCount(stale)} objects are younger than the generation that they claim (${formatShare(stale, traced)} of those traced): tracing was stopped before the dump, and their allocation sites are those of objects that were there before them.`
}

/** Reloaded code: each version of a class keeps its own instances, methods and caches. */
function sameNamedClasses({ heap, names }: Study): string | undefined {
  if (heap.dialect.number < 300) return undefined
  const { classes } = heap
  const { type } = heap.columns
  const counts = new Map<string, number>()
  for (let entry = 0; entry < classes.count; entry++) {
    const name = classes.name[entry]
    if (name === '' || type[classes.row[entry]] !== TYPE_CLASS) continue
    if (name.startsWith('#<') || names.classes.isSingleton(classes.row[entry])) continue
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const twins = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1])
  if (twins.length === 0) return undefined
  const told = twins.slice(0, NAMES_TOLD).map(([name, count]) => `${name} (${count})`)
  const more =
    twins.length > NAMES_TOLD ? ` and ${formatCount(twins.length - NAMES_TOLD)} more` : ''
  return `Several classes have the same name: ${told.join(', ')}${more}. Code that was reloaded, with its older versions still held; they are counted as one class.`
}
