// Where the methods of a class were written: 'lib/x.rb:24', or 'lib/x.rb' where the line is not known.
// Lines come from tracing: the code of a method is allocated where it is compiled.
import { createMethodNames } from '../../../naming/method-names.ts'
import type { Study } from '../../study.ts'
import { methodEntries } from './class-methods.ts'

const EDGES_SEARCHED = 400
/** Classes alike that are asked. */
const ASKED = 32

/**
 * Of several classes alike, such as singleton classes: the first that knows the line, an even part of
 * them asked. Those made before tracing began know none.
 * @param classRows not empty
 */
export function sharedDefinitionPlace(study: Study, classRows: Uint32Array): string | undefined {
  const stride = Math.max(1, Math.floor(classRows.length / ASKED))
  let file: string | undefined
  for (let at = classRows.length - 1; at >= 0; at -= stride) {
    const place = definitionPlace(study, classRows[at])
    if (place !== undefined && /:\d+$/.test(place)) return place
    file ??= place
  }
  return file
}

/** Of the first method of a class that tells; undefined where none does. */
export function definitionPlace({ heap, names }: Study, classRow: number): string | undefined {
  const methods = createMethodNames(heap, names.classes)
  let file: string | undefined
  for (const ment of methodEntries(heap, classRow, EDGES_SEARCHED)) {
    for (const row of [methods.imemoAmong(ment, 'iseq'), ment]) {
      if (row === undefined) continue
      const place = names.classes.siteOf(row)
      if (place !== '' && !place.startsWith('(eval')) return place
      const path = row === ment ? undefined : methods.iseqName(row)?.path
      if (path !== undefined && path !== '') file ??= path
    }
  }
  const own = names.classes.siteOf(classRow)
  return file ?? (own === '' ? undefined : own)
}
