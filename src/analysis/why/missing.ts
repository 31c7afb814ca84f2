// What the dumps could not tell, what that costs, and what the next capture should do.
import { formatBytes, formatCounted, formatShare } from '../../base/format.ts'
import type { NamedStudy } from '../diff/compared.ts'

const GARBAGE_SHARE = 0.1
/** Memory outside the dump is worth a word where it is more than what is in it. */
const OUTSIDE = 1
/** Resident memory moves in steps: less growth of it, in bytes, is none. */
const LEAST_GROWTH = 4 * 1024 * 1024
/** Heaps that get smaller than this share of the one before, each time, may be named in the wrong order. */
const SHRUNK = 0.95
/** Where objects are a smaller part of it, it is not they that grow. */
const OF_OBJECTS = 0.1

/** @param bytes of all objects of each dump */
export function missingFacts(dumps: readonly NamedStudy[], bytes: readonly number[]): string[] {
  const all = bytes[bytes.length - 1]
  const { study } = dumps[dumps.length - 1]
  const { heap, trees, facts } = study
  const { dialect, damage } = heap
  const lines: string[] = []
  if (dumps.length === 1) {
    lines.push(
      'What grows: take two more dumps of the same process, each after as much work again.',
    )
  }
  const rest = bytes.slice(1)
  if (rest.length > 0 && rest.every((each, i) => each < bytes[i] * SHRUNK)) {
    lines.push(
      'Whether the dumps are in order: the heap is smaller each time. Growth is told from the first dump named to the last.',
    )
  }
  if (!dialect.traced) {
    lines.push('Which lines allocated what: not traced (loupe capture --trace).')
  }
  if (dialect.number < 302 && facts === undefined) {
    lines.push(
      'Names of variables and constants: not in dumps of Ruby up to 3.1 (loupe capture writes them beside the dump).',
    )
  } else if (facts === undefined) {
    lines.push(
      'Names of constants and globals, memory of the whole process: no capture file (loupe capture writes one beside the dump).',
    )
  }
  if (damage.badLines > 0 || damage.truncated) {
    const what = [
      damage.badLines > 0 ? `${formatCounted(damage.badLines, 'line')} could not be read` : '',
      damage.truncated ? 'its end is missing' : '',
    ].filter((part) => part !== '')
    lines.push(
      `How much is lost: the dump is damaged, ${what.join(', and ')}. What only lost objects hold looks like garbage here. Dump again, and wait until it is written.`,
    )
  }
  const garbage = all - trees.dominators.retained[heap.graph.root]
  if (garbage > all * GARBAGE_SHARE) {
    lines.push(
      `${formatShare(garbage, all)} of all bytes are in no finding: no root leads to them. They are garbage, or held by the stack of another thread. Run GC.start before the next dump.`,
    )
  }
  const outside = outsideOf(dumps, bytes)
  return outside === undefined ? lines : [...lines, outside]
}

/** Memory of the process that is not in the dump, and of several dumps what the process grew by. */
function outsideOf(dumps: readonly NamedStudy[], bytes: readonly number[]): string | undefined {
  const [first, last] = [dumps[0].study.facts, dumps[dumps.length - 1].study.facts]
  const rss = last?.memory['rss']
  const all = bytes[bytes.length - 1]
  if (rss === undefined || rss <= all) return undefined
  const outside = rss - all
  const isMost = outside > all * OUTSIDE
  const held = `The process had ${formatBytes(rss)} of memory (RSS), the objects of the dump are ${formatBytes(all)}: ${formatBytes(outside)} are not in it`
  const what = isMost ? ' (free slots, memory that malloc keeps, native libraries)' : ''
  const before = first?.memory['rss']
  const isSame = dumps.length > 1 && first?.pid !== undefined && first.pid === last?.pid
  if (!isSame || before === undefined) {
    return `${held}${what}${isMost ? '. If that is what grows, no heap dump shows it' : ''}.`
  }
  const [ofProcess, ofObjects] = [rss - before, all - bytes[0]]
  const isOutside = ofProcess > LEAST_GROWTH && ofObjects < ofProcess * OF_OBJECTS
  return `${held}${what}. From the first dump to the last the process ${changed(ofProcess)}, its objects ${changed(ofObjects)}${isOutside ? ': what grows is not in the dumps' : ''}.`
}

/** `grew by 1.2 MB` */
function changed(bytes: number): string {
  if (bytes === 0) return 'stayed as large'
  return `${bytes > 0 ? 'grew' : 'shrank'} by ${formatBytes(Math.abs(bytes))}`
}
