// A condition on a column of texts: each distinct one is judged once, when it first comes up.
import { NONE } from '../base/record.ts'
import type { AcceptsText } from './accepts.ts'
import type { TextColumn } from './columns.ts'
import { onceEach } from './once-each.ts'

export type Holds = (node: number) => boolean

export function textTest({ codeOf, textOf }: TextColumn, accepts: AcceptsText): Holds {
  const none = accepts(null)
  const verdictOf = onceEach((code) => (accepts(textOf(code) ?? null) ? 1 : 0))
  return (node) => {
    const code = codeOf(node)
    return code === NONE ? none : verdictOf(code) === 1
  }
}
