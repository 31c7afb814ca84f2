// What is inside a finding: its objects by class and by allocation site, less what an earlier finding
// has already told. Cost: a pass over the positions of what is held.
import { NONE } from '../../base/record.ts'
import type { NamedBytes } from '../../workbench/results.ts'
import { shallowSize, type Study } from '../study.ts'

const TOLD = 6

export interface Contents {
  readonly count: number
  readonly bytes: number
  readonly classes: readonly NamedBytes[]
  readonly sites: readonly NamedBytes[]
}

export function contentsOf(study: Study, nodes: Uint32Array): Contents {
  const { heap, names } = study
  const { groupOf, names: groupNames } = names.groups
  const { site } = heap.columns
  const classes = new Map<number, { count: number; bytes: number }>()
  const sites = new Map<number, { count: number; bytes: number }>()
  let count = 0
  let bytes = 0
  for (const node of nodes) {
    if (node >= heap.count) continue
    const size = shallowSize(study, node)
    count++
    bytes += size
    add(classes, groupOf[node], size)
    if (node < site.length && site[node] !== NONE) add(sites, site[node], size)
  }
  return {
    count,
    bytes,
    classes: largest(classes, (group) => groupNames[group]),
    sites: largest(sites, (own) => siteName(study, own)),
  }
}

function add(
  tally: Map<number, { count: number; bytes: number }>,
  key: number,
  size: number,
): void {
  const known = tally.get(key)
  if (known === undefined) tally.set(key, { count: 1, bytes: size })
  else {
    known.count++
    known.bytes += size
  }
}

function largest(
  tally: ReadonlyMap<number, { count: number; bytes: number }>,
  nameOf: (key: number) => string,
): NamedBytes[] {
  return [...tally]
    .sort((a, b) => b[1].bytes - a[1].bytes || a[0] - b[0])
    .slice(0, TOLD)
    .map(([key, { count, bytes }]) => ({ name: nameOf(key), count, bytes }))
}

function siteName({ heap }: Study, site: number): string {
  const { file, line, strings } = heap.sites
  const name = file[site] === NONE ? '(no file)' : strings[file[site]]
  return line[site] === 0 ? name : `${name}:${line[site]}`
}
