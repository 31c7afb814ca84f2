// What is inside a finding: its objects by class and by allocation site, less what an earlier finding
// has already told. Cost: a pass over what is held, in the order of rows: of 6 million objects scattered
// over the heap it takes a third of the time that the order of the tree does.
import type { Bitset } from '../../base/bitset.ts'
import { isOwnClass } from '../../base/own-class.ts'
import { NONE } from '../../base/record.ts'
import type { NamedBytes } from '../../workbench/results.ts'
import { shallowSize, type Study } from '../study.ts'

const TOLD = 6
/** Classes of the program that are told besides: they say more than how many strings they have. */
const OWN_TOLD = 3

export interface Contents {
  readonly count: number
  readonly bytes: number
  readonly classes: readonly NamedBytes[]
  readonly sites: readonly NamedBytes[]
}

/** @param nodes node -> is inside */
export function contentsOf(study: Study, nodes: Bitset): Contents {
  const { heap, names } = study
  const { groupOf, names: groupNames } = names.groups
  const { site } = heap.columns
  const classes = new Tally(groupNames.length)
  const sites = new Tally(heap.sites.count)
  let count = 0
  let bytes = 0
  for (let i = 0; i < nodes.length; i++) {
    for (let word = nodes[i]; word !== 0; word &= word - 1) {
      const node = i * 32 + 31 - Math.clz32(word & -word)
      if (node >= heap.count) break
      const size = shallowSize(study, node)
      count++
      bytes += size
      classes.add(groupOf[node], size)
      if (node < site.length && site[node] !== NONE) sites.add(site[node], size)
    }
  }
  return {
    count,
    bytes,
    classes: classes.largest((group) => groupNames[group], OWN_TOLD),
    sites: sites.byName((own) => siteName(study, own)),
  }
}

class Tally {
  private readonly counts: Float64Array
  private readonly bytes: Float64Array

  constructor(groups: number) {
    this.counts = new Float64Array(groups)
    this.bytes = new Float64Array(groups)
  }

  add(group: number, size: number): void {
    this.counts[group]++
    this.bytes[group] += size
  }

  /** Groups of one name are one: a line is several sites where several methods allocate on it. */
  byName(nameOf: (group: number) => string): NamedBytes[] {
    const first = new Map<string, number>()
    for (let i = 0; i < this.counts.length; i++) {
      if (this.counts[i] === 0) continue
      const name = nameOf(i)
      const into = first.get(name)
      if (into === undefined) {
        first.set(name, i)
        continue
      }
      this.counts[into] += this.counts[i]
      this.bytes[into] += this.bytes[i]
      this.counts[i] = 0
    }
    return this.largest(nameOf)
  }

  /** @param own so many more, where they are classes of the program */
  largest(nameOf: (group: number) => string, own = 0): NamedBytes[] {
    const groups: number[] = []
    for (let i = 0; i < this.counts.length; i++) if (this.counts[i] > 0) groups.push(i)
    groups.sort((a, b) => this.bytes[b] - this.bytes[a] || a - b)
    const others = groups.slice(TOLD).filter((group) => own > 0 && isOwnClass(nameOf(group)))
    return [...groups.slice(0, TOLD), ...others.slice(0, own)].map((i) => ({
      name: nameOf(i),
      count: this.counts[i],
      bytes: this.bytes[i],
    }))
  }
}

function siteName({ heap }: Study, site: number): string {
  const { file, line, strings } = heap.sites
  const name = file[site] === NONE ? '(no file)' : strings[file[site]]
  return line[site] === 0 ? name : `${name}:${line[site]}`
}
