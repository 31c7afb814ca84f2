// Classes by name and the instances of a class, as the library answers them.
import { LoupeError } from '../base/errors.ts'
import * as R from '../base/record.ts'
import type { Study } from '../analysis/study.ts'
import { classRowsNamed, instancesOf } from '../analysis/targets.ts'
import { handleOf, typeOfNode } from '../naming/node-kind.ts'
import type { Collection } from './api.ts'
import type { Inside } from './inside.ts'
import { targetOf } from './named-target.ts'

/** The next step where not even a similar name is there. */
const NAMES = 'All names: heap.classes.map((each) => each.name); heap.modules have theirs.'

/** Rows of the classes and modules of that name. Throws, with the nearest names, where none is. */
export function classesNamed(study: Study, name: unknown, call: string): Uint32Array {
  if (typeof name !== 'string') {
    throw new LoupeError(
      'usage',
      `${call}: the name of a class is wanted, as a string.`,
      "For example 'String', or 'ActiveRecord::Base'.",
    )
  }
  const rows = classRowsNamed(study, name)
  if (rows.length > 0) return Uint32Array.from(rows)
  // Throws where nothing is called so.
  const target = targetOf(study, name, call, NAMES)
  const alike = name.startsWith('#<Class:') ? target.instances?.() : undefined
  if (alike !== undefined) return alike
  throw new LoupeError(
    'no-answer',
    `${call}: ${name} is no name of a class.`,
    /^(0x|@|ROOT )/i.test(name)
      ? `at('${name}') is the object.`
      : 'Objects that have no class are found by their type: where({ type: … }), ofImemoType(…).',
  )
}

/** The instances of one class object. */
export function instancesOfClass(inside: Inside, node: number): Collection {
  const { study } = inside
  const { heap, names } = study
  const type = heap.columns.type[node]
  if (node >= heap.count || (type !== R.TYPE_CLASS && type !== R.TYPE_MODULE)) {
    throw new LoupeError(
      'usage',
      `HeapObject.instances: ${names.label(node)} ${handleOf(node)} is no class but of type ${typeOfNode(heap, node)}.`,
      'Of an object, klass.instances are all those of its class.',
    )
  }
  return inside.collection(() =>
    type === R.TYPE_CLASS && names.classes.isSingleton(node)
      ? rowsOfRawClass(study, node)
      : instancesOf(study, [node]),
  )
}

/** A singleton class has one instance; a class that was cloned with it may share it. */
function rowsOfRawClass({ heap, names }: Study, raw: number): Uint32Array {
  const { type } = heap.columns
  const rows: number[] = []
  for (let row = 0; row < heap.count; row++) {
    if (type[row] !== R.TYPE_ICLASS && names.classes.rawClassOf(row) === raw) rows.push(row)
  }
  return Uint32Array.from(rows)
}
