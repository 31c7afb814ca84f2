// Trees as rows: each node with the guide drawn before it. A table then puts the figures in
// columns to the left, where they can be compared, and the tree last, where it may be cut.
// Walks with a stack of its own: the trees of a heap are as deep as its longest list.

export interface TreeRow<Node> {
  /** `│  └─ `, empty for a root. */
  readonly guide: string
  readonly depth: number
  readonly node: Node
}

/** No terminal is wider; keeps the guides of a chain of a million nodes from growing with it. */
const LONGEST_GUIDE = 300

/** `children` in the order they are to be shown. */
export function treeRows<Node>(
  roots: readonly Node[],
  children: (node: Node) => readonly Node[],
): TreeRow<Node>[] {
  const rows: TreeRow<Node>[] = []
  const stack: { node: Node; before: string; last: boolean; depth: number }[] = []
  for (let i = roots.length - 1; i >= 0; i--) {
    stack.push({ node: roots[i] as Node, before: '', last: true, depth: 0 })
  }
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, before, last, depth } = top
    rows.push({ guide: depth === 0 ? '' : `${before}${last ? '└─ ' : '├─ '}`, depth, node })
    const below = depth === 0 ? '' : `${before}${last ? '   ' : '│  '}`.slice(-LONGEST_GUIDE)
    const all = children(node)
    for (let i = all.length - 1; i >= 0; i--) {
      stack.push({
        node: all[i] as Node,
        before: below,
        last: i === all.length - 1,
        depth: depth + 1,
      })
    }
  }
  return rows
}

/**
 * A guide within `width` cells: the far end stays, where the branching is. A chain of a thousand
 * steps then runs down the screen instead of out of it.
 */
export function cutGuide(guide: string, width: number): string {
  if (guide.length <= width) return guide
  return width < 4 ? guide.slice(-width) : `⋯${guide.slice(guide.length - width + 1)}`
}
