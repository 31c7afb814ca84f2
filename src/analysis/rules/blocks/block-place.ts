// Where a block was written: 'app/x.rb:12', or 'app/x.rb, in start' where allocations were not traced. Code
// that was loaded before tracing has no line; then the line tells where Ruby's own method took the block.
import { createMethodNames } from '../../../naming/method-names.ts'
import { TYPE_DATA } from '../../../base/record.ts'
import { glanceAt } from '../../../heap/record-of.ts'
import type { Study } from '../../study.ts'

/** Ruby's own that take a block where it is written: a proc is allocated on that line. */
const TAKE_BLOCKS: ReadonlySet<unknown> = new Set([
  'define_method',
  'define_singleton_method',
  'lambda',
  'proc',
  'at_exit',
  'trap',
])

/** @param node a proc or its scope (an env) */
export function blockPlace({ heap, names }: Study, node: number): string | undefined {
  const methods = createMethodNames(heap, names.classes)
  const env = heap.columns.type[node] === TYPE_DATA ? methods.imemoAmong(node, 'env') : node
  for (const row of [node, env]) {
    const iseq = row === undefined ? undefined : methods.imemoAmong(row, 'iseq')
    if (iseq === undefined) continue
    const name = methods.iseqName(iseq)
    const path = name?.path
    const site = names.classes.siteOf(iseq)
    if (site !== '' && (path === undefined || site.startsWith(path))) return site
    const own = names.classes.siteOf(node)
    const isWrittenThere = path !== undefined && path !== '' && own.startsWith(`${path}:`)
    if (isWrittenThere && TAKE_BLOCKS.has(glanceAt(heap, node)['method'])) return own
    if (name !== undefined && name.path !== '') return `${name.path}${inWords(name.base)}`
  }
  const own = names.classes.siteOf(node)
  return own === '' ? undefined : own
}

/** The method or class body around it; of a file's own level there is nothing to say. */
function inWords(base: string): string {
  const body = /^<(class|module):(.+)>$/.exec(base)
  if (body !== null) return `, in the body of ${body[1]} ${body[2]}`
  return base === '' || base.startsWith('<') ? '' : `, in ${base}`
}
