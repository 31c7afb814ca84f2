// A graph made smaller along a dominator tree that is known already: some nodes stay what they are,
// every other subtree becomes one node. In preorder such a subtree is a range of positions, and so is a
// node that stays (of length 1), so what stands for a position is the last that begins at or before it:
// the rank of its bit.
// Time: of what is left, and a pass over bits. Memory 0.8 bytes a node, and 8 for each that is left.
import { bitsIn, type Bitset } from '../base/bitset.ts'
import { doubled } from '../base/memory.ts'
import type { DominatorTree } from './dominator-tree.ts'

/**
 * Words 2i and 2i + 1 for numbers 32i to 32i + 31: how many members are below 32i, and which of these
 * are. Beside each other, as they are read together.
 */
export type RankedSet = Uint32Array

export interface Contraction {
  /** contracted node -> position where it begins, ascending; the root is 0 */
  readonly tops: Uint32Array
  /** Positions where one begins: `contractedAt`. */
  readonly positions: RankedSet
  /** Nodes that one begins with, and which: `contractedOf`. */
  readonly nodes: RankedSet
  /** rank in `nodes` -> contracted node */
  readonly ofRank: Uint32Array
}

/**
 * @param marked position -> is to begin a node of its own, so what dominates it stays what it is
 * @param most nodes of the result
 * @returns undefined where more would be left
 */
export function contract(
  { nodeAt, subtree, reachable }: Pick<DominatorTree, 'nodeAt' | 'subtree' | 'reachable'>,
  marked: Bitset,
  most: number,
): Contraction | undefined {
  const marks = new Uint32Array(2 * (marked.length + 1))
  for (let i = 0; i < marked.length; i++) marks[2 * i + 1] = marked[i]
  countRanks(marks)
  const positions = new Uint32Array(2 * ((reachable >>> 5) + 1))
  const nodes = new Uint32Array(2 * ((nodeAt.length >>> 5) + 1))
  let tops = new Uint32Array(1024)
  let count = 0
  for (let position = 0; position < reachable;) {
    if (count === most) return undefined
    if (count === tops.length) tops = doubled(tops)
    const node = nodeAt[position]
    const end = position + subtree[position]
    tops[count++] = position
    positions[(position >>> 5) * 2 + 1] |= 1 << position
    nodes[(node >>> 5) * 2 + 1] |= 1 << node
    const inside = upTo(marks, end - 1) - upTo(marks, position)
    position = inside > 0 ? position + 1 : end
  }
  countRanks(positions)
  countRanks(nodes)
  const ofRank = new Uint32Array(count)
  for (let at = 0; at < count; at++) ofRank[upTo(nodes, nodeAt[tops[at]]) - 1] = at
  return { tops: tops.subarray(0, count), positions, nodes, ofRank }
}

/** contracted node -> nodes that it stands for */
export function lengthOf({ tops }: Contraction, reachable: number, at: number): number {
  return (at + 1 < tops.length ? tops[at + 1] : reachable) - tops[at]
}

/** position -> contracted node; only of what the root reaches. */
export function contractedAt({ positions }: Contraction, position: number): number {
  return upTo(positions, position) - 1
}

/** node -> the contracted node that begins with it; only where one does. */
export function contractedOf({ nodes, ofRank }: Contraction, node: number): number {
  return ofRank[upTo(nodes, node) - 1]
}

export function isIn(set: RankedSet, number: number): boolean {
  return (set[((number >>> 5) << 1) + 1] & (1 << number)) !== 0
}

/** The same numbers as a plain set. */
export function membersOf(set: RankedSet): Bitset {
  const bits = new Uint32Array(set.length / 2)
  for (let i = 0; i < bits.length; i++) bits[i] = set[2 * i + 1]
  return bits
}

/** Members up to and with a number. */
function upTo(set: RankedSet, number: number): number {
  const word = (number >>> 5) << 1
  // 2 << 31 is 0, and 0 - 1 is all bits.
  return set[word] + bitsIn(set[word + 1] & ((2 << number) - 1))
}

function countRanks(set: RankedSet): void {
  let before = 0
  for (let i = 0; i < set.length; i += 2) {
    set[i] = before
    before += bitsIn(set[i + 1])
  }
}
