// Objects by the way down to them in the dominator tree, one name a step: `ROOT vm → Cache (class) →
// Hash → #<Entry>`. Names hold across processes, so that two runs, or two versions, can be compared:
// what is in the one that was not in the other. Steps of one name in a row are one.
// The places of all dumps are one tree. A place with its subtree that is small in all dumps belongs to
// the place above it, so that what is told is worth telling, and each object is in one group.
// Cost: a walk over each dominator tree, one look into a Map a node; memory 4 bytes a node.
import { NO_NODE } from '../../base/graph.ts'
import { shallowSize, type Study } from '../study.ts'
import { UNREACHED, type CommonGroups } from './common-groups.ts'
import { needAllRoots, studiesOf, type Compared } from './compared.ts'
import { foldVersions } from './folded-version.ts'

/** Places with a smaller share of all bytes, and of the growth, belong to the one above. */
const SHARE = 0.005
const DEEPEST = 40
const MOST_PLACES = 1_000_000

export function groupsByPath(compared: Compared): CommonGroups {
  const studies = studiesOf(compared)
  needAllRoots(compared, 'by which paths objects are held')
  const places = new Places()
  const placeOf = studies.map((study) => placesOf(study, places))
  const shown = shownPlaces(studies, places, placeOf)
  const groupOf = placeOf.map((own) => own.map((place) => shown.groupOf[place]))
  return {
    groupOf,
    count: shown.places.length,
    nameOf: (group) => nameOf(places, shown.places[group]),
  }
}

/** A tree of names; parents come before children. 0 is the super root, 1 what no root reaches. */
class Places {
  readonly parent: number[] = [NO_NODE, 0]
  readonly label: string[] = ['roots', UNREACHED]
  readonly depth: number[] = [0, 1]
  private readonly labels = new Map<string, number>()
  private readonly known = new Map<number, number>()

  /** Label -> number, the same for all dumps. */
  labelled(label: string): number {
    const number = this.labels.get(label) ?? this.labels.size
    this.labels.set(label, number)
    return number
  }

  below(parent: number, label: string, labelNumber: number): number {
    if (this.label[parent] === label || this.depth[parent] >= DEEPEST) return parent
    const key = parent * 4294967296 + labelNumber
    const known = this.known.get(key)
    if (known !== undefined) return known
    if (this.parent.length >= MOST_PLACES) return parent
    const place = this.parent.push(parent) - 1
    this.label.push(label)
    this.depth.push(this.depth[parent] + 1)
    this.known.set(key, place)
    return place
  }
}

/** row -> place */
function placesOf({ heap, trees, names }: Study, places: Places): Uint32Array {
  const { nodeAt, dominator, reachable } = trees.dominators
  const { root, nodeCount } = heap.graph
  const labels: string[] = []
  const numbers: number[] = []
  /** node -> place */
  const placeOf = new Uint32Array(nodeCount).fill(1)
  placeOf[root] = 0
  for (let position = 1; position < reachable; position++) {
    const node = nodeAt[position]
    const kind = names.kinds.kindOf(node)
    if (labels[kind] === undefined) {
      labels[kind] = foldVersions(names.kinds.labelOf(kind))
      numbers[kind] = places.labelled(labels[kind])
    }
    placeOf[node] = places.below(placeOf[dominator[node]], labels[kind], numbers[kind])
  }
  return placeOf.subarray(0, heap.count)
}

/** Which places are groups, and the group of each place. */
function shownPlaces(
  studies: readonly Study[],
  { parent }: Places,
  placeOf: readonly Uint32Array[],
): { readonly places: readonly number[]; readonly groupOf: Uint32Array } {
  const bytes = studies.map((study, dump) => {
    const own = new Float64Array(parent.length)
    for (let row = 0; row < placeOf[dump].length; row++) {
      own[placeOf[dump][row]] += shallowSize(study, row)
    }
    for (let place = parent.length - 1; place > 0; place--) own[parent[place]] += own[place]
    return own
  })
  const first = bytes[0]
  const last = bytes[bytes.length - 1]
  const most = Math.max(...bytes.map((own) => own[0]))
  const change = Math.abs(last[0] - first[0])
  const groupOf = new Uint32Array(parent.length)
  const places: number[] = []
  for (let place = 0; place < parent.length; place++) {
    const large = bytes.some((own) => own[place] >= most * SHARE)
    const grown = Math.abs(last[place] - first[place]) >= Math.max(1, change * SHARE)
    if (place < 2 || large || grown) groupOf[place] = places.push(place) - 1
    else groupOf[place] = groupOf[parent[place]]
  }
  return { places, groupOf }
}

function nameOf({ parent, label }: Places, place: number): string {
  const steps: string[] = []
  for (let at = place; at !== 0 && at !== NO_NODE; at = parent[at]) steps.push(label[at])
  return steps.length === 0 ? label[place] : steps.reverse().join(' → ')
}
