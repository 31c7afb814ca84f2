// Where a block was written: 'app/x.rb:12', or 'app/x.rb, in start' where allocations were not traced.
import { createMethodNames } from '../../naming/method-names.ts'
import { TYPE_DATA } from '../../base/record.ts'
import type { Study } from '../study.ts'

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
