// A dominator tree as it is shown: the VM's plumbing is spliced out, so that a class is followed by
// what it holds and not by method tables, code and inline caches. What is spliced out counts with
// what it belongs to. In preorder that is no more than not jumping over a subtree: what follows a
// spliced node is what it holds.
// Cost: of a line, its children and what was spliced out among them.
import type { DominatorTree } from '../../graph/dominator-tree.ts'
import { nodeSize } from '../../graph/node-size.ts'
import type { CountBytes } from '../../workbench/results.ts'
import type { Study } from '../study.ts'
import { attributed, type Attributed } from './attributed.ts'
import * as K from './owner-kinds.ts'

export interface ShownTree {
  readonly tree: DominatorTree
  /**
   * Calls `visit` for each child of a position, with its position.
   * @returns what was spliced out on the way: it belongs to the position itself
   */
  eachChild(position: number, visit: (child: number) => void): CountBytes
}

const NOTHING: CountBytes = { count: 0, bytes: 0 }

/** Every node in its place. */
export function wholeTree(tree: DominatorTree): ShownTree {
  const { subtree } = tree
  return {
    tree,
    eachChild(position, visit) {
      const end = position + subtree[position]
      for (let child = position + 1; child < end; child += subtree[child]) visit(child)
      return NOTHING
    },
  }
}

/** The attributed tree without plumbing. */
export function splicedTree(study: Study): ShownTree {
  const owned = attributed(study)
  const { tree } = owned
  const { nodeAt, subtree } = tree
  const { size } = study.heap.columns
  const { giants } = study.heap
  const isPlumbing = plumbing(owned)
  return {
    tree,
    eachChild(position, visit) {
      let count = 0
      let bytes = 0
      const end = position + subtree[position]
      for (let child = position + 1; child < end;) {
        const node = nodeAt[child]
        if (!isPlumbing(node)) {
          visit(child)
          child += subtree[child]
          continue
        }
        count++
        bytes += nodeSize(size, giants, node)
        child++
      }
      return count === 0 ? NOTHING : { count, bytes }
    },
  }
}

/** Belongs to whatever holds it, unless only roots do. */
const PARTS: ReadonlySet<number> = new Set([K.ISEQ, K.ICLASS, K.FIELDS, K.TABLE])
/** Belong to what holds them where they hold nothing themselves; a cache that does is the story. */
const MENTIONS: ReadonlySet<number> = new Set([K.CALLCACHE, K.CONSTCACHE, K.CREF])
/** A method entry belongs to these; one that a call cache keeps is the story. */
const METHOD_HOLDERS: ReadonlySet<number> = new Set([
  K.CLASS,
  K.SINGLETON_CLASS,
  K.MODULE,
  K.ICLASS,
  K.TABLE,
  K.ISEQ,
  K.MENT,
])

/** Whether a node is a part of what owns it, and nothing to tell apart. */
export function plumbing({ tree, ranks }: Attributed): (node: number) => boolean {
  const { dominator, subtree, positionOf } = tree
  const { kinds } = ranks
  const PART = 1
  const MENTION = 2
  const METHOD = 3
  const LIST = 4
  const roles = new Uint8Array(K.OWNER_KINDS)
  for (const kind of PARTS) roles[kind] = PART
  for (const kind of MENTIONS) roles[kind] = MENTION
  roles[K.MENT] = METHOD
  roles[K.ROOT_LIST] = LIST
  return (node) => {
    const role = roles[kinds[node]]
    if (role === 0) return false
    if (role === LIST) return true
    const holder = dominator[node]
    if (holder >= kinds.length || kinds[holder] === K.ROOT || kinds[holder] === K.STACK) {
      return false
    }
    if (role === MENTION) return subtree[positionOf[node]] === 1
    return role === PART || METHOD_HOLDERS.has(kinds[holder])
  }
}
