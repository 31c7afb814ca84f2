// What a reader of a comparison must know: what the dumps do not allow to say, and what may be wrong.
import { formatBytes, formatCounted } from '../../base/format.ts'
import { NONE, TYPE_DATA } from '../../base/record.ts'
import type { DiffGrouping } from '../../workbench/results.ts'
import { TRACER } from '../holders.ts'
import { isPartial, shallowSize, type Study } from '../study.ts'
import { isOneProcess, type Compared } from './compared.ts'

export function diffNotes(compared: Compared, by?: DiffGrouping): string[] {
  const { dumps, matchings } = compared
  const notes: string[] = []
  for (let pair = 0; pair < matchings.length; pair++) {
    const { quality } = matchings[pair]
    const names = `${dumps[pair].name} and ${dumps[pair + 1].name}`
    if (isSameDump(compared, pair)) {
      notes.push(`${names} are the same dump: nothing can differ.`)
      continue
    }
    if (quality.process === 'different') {
      notes.push(
        `${names} are of different processes. ${quality.because} So objects cannot be told new or freed one by one: groups are compared by their names.`,
      )
      continue
    }
    if (quality.process === 'unsure') {
      notes.push(`Whether ${names} are of one process is not certain. ${quality.because}`)
    }
    if (quality.order === 'wrong') {
      notes.push(
        `${dumps[pair].name} looks younger than ${dumps[pair + 1].name}: name the earlier dump first.`,
      )
    }
    if (quality.compacted) {
      notes.push(
        `The heap was compacted between ${names}: what was moved counts as freed and as new. Numbers before and after, and net, are right.`,
      )
    }
  }
  for (const { study, name } of dumps) {
    const { damage } = study.heap
    if (isPartial(study)) {
      notes.push(
        `${name} has no roots (it was made with since:, or is a part of a dump): what groups keep alive cannot be compared, and what it does not hold counts as freed.`,
      )
    }
    if (damage.badLines > 0 || damage.truncated) {
      const lines =
        damage.badLines > 0 ? `${formatCounted(damage.badLines, 'line')} could not be read` : ''
      const end = damage.truncated ? 'the end is missing' : ''
      const both = [lines, end].filter((part) => part !== '').join(', and ')
      notes.push(`${name} is damaged (${both}): objects it lost count as freed or new.`)
    }
  }
  const tracer = tracerBytes(dumps[dumps.length - 1].study) - tracerBytes(dumps[0].study)
  if (tracer > 0) {
    notes.push(
      `${formatBytes(tracer)} of the growth is the allocation tracer's own table, not the program's.`,
    )
  }
  if (by === 'site' || by === 'gem' || by === 'generation') notes.push(...untraced(compared))
  return notes
}

function tracerBytes(study: Study): number {
  const { type, word } = study.heap.columns
  const wanted = study.heap.words.indexOf(TRACER)
  if (wanted < 0) return 0
  let bytes = 0
  for (let row = 0; row < word.length; row++) {
    if (word[row] === wanted && type[row] === TYPE_DATA) bytes += shallowSize(study, row)
  }
  return bytes
}

function untraced({ dumps }: Compared): string[] {
  return dumps
    .filter(({ study }) => !study.heap.dialect.traced)
    .map(({ name }) => `${name} was not traced: all its objects are in one group.`)
}

/** Nothing came, went or changed. */
export function isSameDump({ dumps, matchings }: Compared, pair: number): boolean {
  const a = dumps[pair].study.heap
  const b = dumps[pair + 1].study.heap
  if (a === b) return true
  if (a.count !== b.count || a.source.size !== b.source.size) return false
  const { earlierOf } = matchings[pair]
  for (let row = 0; row < earlierOf.length; row++) {
    if (earlierOf[row] !== row && earlierOf[row] !== NONE) return false
    if (a.columns.code[row] !== b.columns.code[row]) return false
    if (a.columns.flags[row] !== b.columns.flags[row]) return false
    if (a.columns.size[row] !== b.columns.size[row]) return false
  }
  return isOneProcess({ dumps, matchings })
}
