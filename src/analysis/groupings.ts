// The ways to group objects: each gives every row a group number, or none. Names are made only for
// the groups that are shown. Cost: one pass over the rows; memory 4 bytes a row.
import { NONE, TYPE_DATA, TYPE_IMEMO } from '../base/record.ts'
import { assertNever } from '../base/assert.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import type { Grouping } from '../workbench/results.ts'
import { groupsByValue } from './by-value.ts'
import { gemOf } from './gem-of.ts'
import type { Groups } from './groups.ts'
import { meaning } from './ownership/meaning.ts'
import type { Study } from './study.ts'

export type { Groups }

export function groupsBy(study: Study, by: Grouping): Groups {
  const { heap, names } = study
  switch (by) {
    case 'class':
      return named(names.groups.groupOf, names.groups.names)
    case 'type':
      return named(Uint32Array.from(heap.columns.type), TYPE_NAMES)
    case 'imemo':
      return byWord(study, TYPE_IMEMO)
    case 'struct':
      return byWord(study, TYPE_DATA)
    case 'file':
      return bySite(study, (site) => heap.sites.file[site], heap.sites.strings)
    case 'site':
      return bySiteName(study, (site) => siteName(study, site))
    case 'method':
      return bySite(study, (site) => heap.sites.method[site], heap.sites.strings)
    case 'gem':
      return bySiteName(study, gemOfSite(study))
    case 'owner':
      return meaning(study)
    case 'generation':
      return byGeneration(study)
    case 'size-class':
      return bySlot(study)
    case 'value':
      return groupsByValue(study)
    default:
      return assertNever(by)
  }
}

function named(groupOf: Uint32Array, names: readonly string[]): Groups {
  return { groupOf, count: names.length, nameOf: (group) => names[group] }
}

function byWord({ heap }: Study, wanted: number): Groups {
  const { type, word } = heap.columns
  const groupOf = new Uint32Array(heap.count)
  for (let row = 0; row < groupOf.length; row++) {
    groupOf[row] = type[row] === wanted && word[row] !== 0 ? word[row] : NONE
  }
  return named(groupOf, heap.words)
}

/** Groups that are strings of the site table already. */
function bySite(
  study: Study,
  stringOf: (site: number) => number,
  names: readonly string[],
): Groups {
  const { sites } = study.heap
  const groupOfSite = new Uint32Array(sites.count)
  for (let site = 0; site < sites.count; site++) groupOfSite[site] = stringOf(site)
  return named(throughSites(study, groupOfSite), names)
}

/** Groups by a name made for each site. */
function bySiteName(study: Study, nameOf: (site: number) => string | undefined): Groups {
  const { sites } = study.heap
  const groupOfSite = new Uint32Array(sites.count)
  const numbers = new Map<string, number>()
  for (let site = 0; site < sites.count; site++) {
    const name = nameOf(site)
    if (name === undefined) {
      groupOfSite[site] = NONE
      continue
    }
    let group = numbers.get(name)
    if (group === undefined) numbers.set(name, (group = numbers.size))
    groupOfSite[site] = group
  }
  return named(throughSites(study, groupOfSite), [...numbers.keys()])
}

function throughSites({ heap }: Study, groupOfSite: Uint32Array): Uint32Array {
  const { site } = heap.columns
  const groupOf = new Uint32Array(heap.count).fill(NONE)
  for (let row = 0; row < site.length; row++) {
    if (site[row] !== NONE) groupOf[row] = groupOfSite[site[row]]
  }
  return groupOf
}

function siteName({ heap }: Study, site: number): string | undefined {
  const { file, line, strings } = heap.sites
  if (file[site] === NONE) return undefined
  return line[site] === 0 ? strings[file[site]] : `${strings[file[site]]}:${line[site]}`
}

function gemOfSite({ heap }: Study): (site: number) => string | undefined {
  const gems = new Map<number, string>()
  return (site) => {
    const file = heap.sites.file[site]
    if (file === NONE) return undefined
    let gem = gems.get(file)
    if (gem === undefined) gems.set(file, (gem = gemOf(heap.sites.strings[file])))
    return gem
  }
}

function byGeneration({ heap }: Study): Groups {
  const { generation } = heap.columns
  const groupOf = new Uint32Array(heap.count).fill(NONE)
  const numbers = new Map<number, number>()
  let last = NONE
  let group = NONE
  for (let row = 0; row < generation.length; row++) {
    const own = generation[row]
    if (own === NONE) continue
    // Neighbours are often of one generation: the Map is asked only where it changes.
    if (own !== last) {
      last = own
      group = numbers.get(own) ?? numbers.size
      numbers.set(own, group)
    }
    groupOf[row] = group
  }
  return named(groupOf, Array.from(numbers.keys(), String))
}

function bySlot({ heap }: Study): Groups {
  const { slot } = heap.columns
  const groupOf = new Uint32Array(heap.count)
  for (let row = 0; row < groupOf.length; row++) groupOf[row] = slot[row] === 0 ? NONE : slot[row]
  return { groupOf, count: 0x10000, nameOf: (group) => `${group} B` }
}
