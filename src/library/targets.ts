// Which nodes are meant by what a program gives: objects, collections, addresses, handles, names.
// Everything must be of the heap that is asked: node numbers of another dump mean other objects.
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import type { Collection, Heap, HeapObject, ObjectLike, ObjectsLike } from './api.ts'
import { FORMS, targetOf } from './named-target.ts'
import { HeapObjectView } from './object.ts'
import type { Inside } from './inside.ts'

/** `call`: as the sentence begins, 'Heap.findPath(target)'. */
export function nodeOf(inside: Inside, one: ObjectLike, call: string): number {
  if (one instanceof HeapObjectView) return ownNode(inside, one, call)
  if (typeof one === 'number') return atAddress(inside, one, call)
  if (typeof one !== 'string') throw noObject(one, call)
  const row = inside.addresses.rowOf(one)
  if (row !== NONE) return row
  const target = targetOf(inside.study, one, call)
  if (target.name === undefined) return target.node
  throw new LoupeError(
    'usage',
    `${call}: one object is wanted here, and ${one} is a name.`,
    `Its instances are instancesOf('${one}'), the class itself is classNamed('${one}').first().`,
  )
}

/** A name stands for its instances. */
export function nodesOf(inside: Inside, many: ObjectsLike, call: string): Uint32Array {
  if (typeof many === 'string') {
    const target = targetOf(inside.study, many, call)
    if (target.name === undefined) return Uint32Array.of(target.node)
    const instances = target.instances?.() ?? new Uint32Array(0)
    if (instances.length > 0) return instances
    throw new LoupeError(
      'no-answer',
      `${call}: ${many} has no instances in this dump.`,
      `The class itself is classNamed('${many}').first().`,
    )
  }
  if (typeof many === 'number' || many instanceof HeapObjectView) {
    return Uint32Array.of(nodeOf(inside, many, call))
  }
  if (isCollection(many)) {
    if (many.heap !== inside.heap) throw ofAnotherDump(inside.heap, many.heap, 'the objects', call)
    return many.nodes
  }
  if (!isIterable(many)) throw noObject(many, call)
  const nodes: number[] = []
  for (const one of many) nodes.push(nodeOf(inside, one, call))
  return Uint32Array.from(nodes)
}

function ownNode(inside: Inside, object: HeapObject, call: string): number {
  if (object.heap === inside.heap) return object.node
  const what = `${object.label} ${object.handle}`
  throw ofAnotherDump(inside.heap, object.heap, what, call)
}

function ofAnotherDump(own: Heap, other: Heap, what: string, call: string): LoupeError {
  const is = what === 'the objects' ? 'are' : 'is'
  return new LoupeError(
    'usage',
    `${call}: ${what} ${is} of ${other.name}, not of ${own.name}.`,
    "diff.find(object, 'before'), or 'after', is the same object in the other dump; at('0x…') what lies at an address there.",
  )
}

function atAddress(inside: Inside, address: number, call: string): number {
  if (Number.isSafeInteger(address) && address >= 0) {
    return nodeOf(inside, `0x${address.toString(16)}`, call)
  }
  throw new LoupeError('usage', `${call}: ${address} is no address.`, FORMS)
}

function noObject(what: unknown, call: string): LoupeError {
  const isNone = what === null || what === undefined
  const shown = isNone
    ? String(what)
    : typeof what === 'object'
      ? 'an object like this'
      : `a ${typeof what}`
  return new LoupeError('usage', `${call}: ${shown} is no object of a dump.`, FORMS)
}

function isCollection(what: unknown): what is Collection {
  if (typeof what !== 'object' || what === null) return false
  return 'nodes' in what && what.nodes instanceof Uint32Array && 'heap' in what
}

function isIterable(what: unknown): what is Iterable<ObjectLike> {
  return typeof what === 'object' && what !== null && Symbol.iterator in what
}
