// The one way this layer walks acorn's trees: whatever holds nodes is a child, in any order.

import type { AnyNode } from 'acorn'

export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = []
  for (const value of Object.values(node)) {
    // One by one: a list of a hundred thousand elements is too long for arguments.
    for (const each of Array.isArray(value) ? value : [value]) {
      if (isNode(each)) children.push(each)
    }
  }
  return children
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  )
}
