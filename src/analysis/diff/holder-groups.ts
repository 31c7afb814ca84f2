// Objects by what they grew in: groups are holders that the first two dumps have, by their nodes in the
// second. Holders of one kind are put together, but for those that hold a part worth telling on
// their own, and for the few of a kind that has only few.
// What grew at a root is told by what hangs there: `ROOT vm → callcache`.
// Cost: two walks over each dominator tree, and a label for each kind of holder; memory 12 bytes a node.
import { NO_NODE } from '../../base/graph.ts'
import { NONE } from '../../base/record.ts'
import { rootLabel } from '../../naming/node-kind.ts'
import { formatCount } from '../../base/format.ts'
import { shallowSize, type Study } from '../study.ts'
import { UNREACHED, type DiffGroups } from './common-groups.ts'
import { needAllRoots, type Compared } from './compared.ts'
import { foldVersions } from './folded-version.ts'
import { growthBranches, growthHolders } from './growth-holders.ts'

/** Of a kind with more holders that grew than this, only those with a share of their own are told. */
const FEW = 8
const OWN_SHARE = 0.01

/** Keys: nodes of the second dump, then what is no node of it: see `extraNames`. */
interface Keys {
  /** For each dump: row -> key */
  readonly keyOf: readonly Uint32Array[]
  readonly count: number
  /** What hangs new at a root, roots of other dumps, what no root reaches: by key less the nodes. */
  readonly extraNames: readonly string[]
}

export function groupsByHolder(compared: Compared): DiffGroups {
  const { dumps, matchings } = compared
  needAllRoots(compared, 'what grew inside what')
  const second = dumps[1].study
  const keys = holderKeys(compared)
  const grown = growthOf(second, keys, matchings[0].earlierOf)
  const { kinds } = second.names
  const nodes = second.heap.graph.nodeCount

  // (1) How many holders of each kind have grown.
  const grownOfKind = new Map<number, number>()
  let all = 0
  for (let key = 0; key < nodes; key++) {
    if (grown[key] === 0) continue
    all += grown[key]
    const kind = kinds.kindOf(key)
    grownOfKind.set(kind, (grownOfKind.get(kind) ?? 0) + 1)
  }

  // (2) Key -> group.
  const used = usedKeys(keys)
  const groupOfKey = new Uint32Array(keys.count).fill(NONE)
  const groupOfKind = new Map<number, number>()
  const groups: { holder: number; holders: number; kind: number }[] = []
  for (let key = 0; key < keys.count; key++) {
    if (used[key] === 0) continue
    if (key >= nodes) {
      groupOfKey[key] = groups.push({ holder: key, holders: 1, kind: -1 }) - 1
      continue
    }
    const kind = kinds.kindOf(key)
    const few = grown[key] > 0 && (grownOfKind.get(kind) ?? 0) <= FEW
    if (few || key >= second.heap.count || grown[key] >= Math.max(1, all * OWN_SHARE)) {
      groupOfKey[key] = groups.push({ holder: key, holders: 1, kind }) - 1
      continue
    }
    const known = groupOfKind.get(kind)
    if (known === undefined) {
      groupOfKey[key] = groups.push({ holder: key, holders: 1, kind }) - 1
      groupOfKind.set(kind, groupOfKey[key])
    } else {
      groupOfKey[key] = known
      groups[known].holders++
      if (grown[key] > grown[groups[known].holder]) groups[known].holder = key
    }
  }

  const names: string[] = []
  return {
    groupOf: keys.keyOf.map((keyOf) => keyOf.map((key) => groupOfKey[key])),
    count: groups.length,
    nameOf: (group) => (names[group] ??= nameOf(group)),
    holderOf: (group) => (groups[group].holder < nodes ? groups[group].holder : undefined),
  }

  function nameOf(group: number): string {
    const { holder, holders, kind } = groups[group]
    if (holder >= nodes) return keys.extraNames[holder - nodes]
    if (holders === 1) return second.names.label(holder)
    return `${formatCount(holders)} × ${kinds.labelOf(kind)}`
  }
}

function holderKeys({ dumps, matchings }: Compared): Keys {
  const [{ laterOf, earlierOf }, next] = matchings
  const second = dumps[1].study.heap
  const extra = new Map<string, number>()
  const extraKey = (name: string): number => {
    const known = extra.get(name) ?? extra.size
    extra.set(name, known)
    return second.graph.nodeCount + known
  }
  const unreached = extraKey(UNREACHED)
  const keyOf = dumps.map(({ study }, dump) => {
    // Rows of this dump that are in the first two, by their rows in the second.
    const inSecond = dump === 0 ? laterOf : dump === 1 ? earlierOf : next.earlierOf
    const shared =
      dump < 2
        ? inSecond
        : inSecond.map((row) => (row === NONE || earlierOf[row] === NONE ? NONE : row))
    const holders = growthHolders(study, shared)
    const branches = growthBranches(study, holders)
    const { heap, names } = study
    const keys = new Uint32Array(heap.count)
    /** root, and kind of what hangs there new -> key */
    const keyOfKind = new Map<number, number>()
    for (let row = 0; row < keys.length; row++) {
      const holder = holders[row]
      if (holder === NO_NODE) keys[row] = unreached
      else if (holder < heap.count) keys[row] = dump === 1 ? holder : shared[holder]
      else {
        const branch = branches[row]
        if (branch >= heap.count || shared[branch] !== NONE) keys[row] = rootKey(study, holder)
        else {
          const kind = names.kinds.kindOf(branch)
          const place = kind * (heap.roots.length + 1) + holder - heap.count
          let key = keyOfKind.get(place)
          if (key === undefined) {
            key = branchKey(names.kinds.labelOf(kind), study, holder)
            keyOfKind.set(place, key)
          }
          keys[row] = key
        }
      }
    }
    return keys
  })

  function branchKey(label: string, { heap }: Study, root: number): number {
    return extraKey(`${rootLabel(heap, root)} → ${foldVersions(label)}`)
  }

  function rootKey({ heap }: Study, node: number): number {
    if (node === heap.graph.root) return second.graph.root
    const { category } = heap.roots[node - heap.count]
    const index = second.roots.findIndex((root) => root.category === category)
    return index < 0 ? extraKey(`ROOT ${category}`) : second.count + index
  }

  return { keyOf, count: second.graph.nodeCount + extra.size, extraNames: [...extra.keys()] }
}

/** key -> bytes of new objects */
function growthOf(second: Study, { keyOf, count }: Keys, earlierOf: Uint32Array): Float64Array {
  const bytes = new Float64Array(count)
  for (let row = 0; row < earlierOf.length; row++) {
    if (earlierOf[row] === NONE) bytes[keyOf[1][row]] += shallowSize(second, row)
  }
  return bytes
}

function usedKeys({ keyOf, count }: Keys): Uint8Array {
  const used = new Uint8Array(count)
  for (const keys of keyOf) for (let row = 0; row < keys.length; row++) used[keys[row]] = 1
  return used
}
