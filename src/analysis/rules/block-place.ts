// Where a block was written: 'app/x.rb:12', or without the line where allocations were not traced.
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
    const path = methods.iseqName(iseq)?.path
    const site = names.classes.siteOf(iseq)
    if (site !== '' && (path === undefined || site.startsWith(path))) return site
    if (path !== undefined && path !== '') return path
  }
  const own = names.classes.siteOf(node)
  return own === '' ? undefined : own
}
