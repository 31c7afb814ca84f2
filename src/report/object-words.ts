// How screens name things: an object by its handle and label, so that whatever is printed can be
// typed back.

import type { ObjectRef } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Piece } from './line.ts'

type Named = Pick<ObjectRef, 'handle' | 'address' | 'type' | 'label'>

/** `@1234 #<Work>`; a root category, which is no object, as `ROOT vm`. */
export function objectPieces(object: Named): Piece[] {
  if (object.type === 'ROOT') return [piece('heading', rootName(object))]
  return [piece('address', object.handle), { text: ' ' }, named(object.label)]
}

/** `#<Work>`, without the handle. */
export function labelPiece(object: Pick<Named, 'address' | 'type' | 'label'>): Piece {
  return object.type === 'ROOT' ? piece('heading', rootName(object)) : named(object.label)
}

/** What to type for this object; root categories cannot be asked about. */
export function targetOf(object: Named): string | undefined {
  return object.type === 'ROOT' ? undefined : object.handle
}

function rootName({ address, label }: { address: string; label: string }): string {
  const name = address === '' ? label.replace(/^ROOT /, '') : address
  return `ROOT ${name}`
}
