// `classes.first.name` as in Ruby: where JavaScript would hand out the method `first`, the console
// calls it. Reads of the names in question are written as reads of a symbol, whose getter calls what
// the name stands for (ruby-names.ts): `classes[$call.first].name`. Calls, assignments, strings and
// comments stay as they are, and so does every other name, so that nothing else becomes slower.

import type { AnyNode, MemberExpression } from 'acorn'
import { childrenOf } from './syntax-tree.ts'

/** The code with reads of `names` that are no calls turned into `[$call.name]`. */
export function callBareReads(code: string, tree: AnyNode, names: ReadonlySet<string>): string {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = []
  // Not by recursion: a chain of some thousand calls is as deep a tree.
  const waiting: { readonly node: AnyNode; readonly parent: AnyNode | undefined }[] = [
    { node: tree, parent: undefined },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    visit(next.node, next.parent)
    for (const node of childrenOf(next.node)) waiting.push({ node, parent: next.node })
  }
  edits.sort((a, b) => a.start - b.start)
  const parts: string[] = []
  let from = 0
  for (const { start, end, text } of edits) {
    parts.push(code.slice(from, start), text)
    from = end
  }
  return parts.join('') + code.slice(from)

  function visit(node: AnyNode, parent: AnyNode | undefined): void {
    const name = node.type === 'MemberExpression' ? nameRead(node, parent) : undefined
    if (name !== undefined && node.type === 'MemberExpression' && names.has(name)) {
      // Behind the object: its closing parentheses, the dot, the name. A comment there is left alone.
      const between = code.slice(node.object.end, node.property.start)
      const [all, closing] = /^([\s)]*)\??\.\s*$/.exec(between) ?? []
      if (all !== undefined && closing !== undefined) {
        edits.push({
          start: node.object.end + closing.length,
          end: node.property.end,
          text: `${node.optional ? '?.' : ''}[$call.${name}]`,
        })
      }
    }
  }
}

function nameRead(node: MemberExpression, parent: AnyNode | undefined): string | undefined {
  if (node.computed || node.property.type !== 'Identifier') return undefined
  if (node.object.type === 'Super' || isWritten(node, parent)) return undefined
  return node.property.name
}

/** Whether the parent calls, writes, deletes or takes the place itself, instead of its value. */
function isWritten(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent === undefined) return false
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression') {
    return parent.callee === node
  }
  if (parent.type === 'TaggedTemplateExpression') return parent.tag === node
  if (parent.type === 'UnaryExpression') return /^(?:delete|typeof)$/.test(parent.operator)
  if (LEFT_IS_WRITTEN.has(parent.type)) return 'left' in parent && parent.left === node
  return WRITES.has(parent.type)
}

const LEFT_IS_WRITTEN: ReadonlySet<string> = new Set([
  'AssignmentExpression',
  'AssignmentPattern',
  'ForInStatement',
  'ForOfStatement',
])
const WRITES: ReadonlySet<string> = new Set(['UpdateExpression', 'RestElement', 'ArrayPattern'])
