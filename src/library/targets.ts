// Which nodes are meant by what a program gives: objects, collections, addresses, handles, names.
// Everything must be of the heap that is asked: node numbers of another dump mean other objects.
import { LoupeError } from '../base/errors.ts'
import type { Study } from '../analysis/study.ts'
import { findTarget, TARGET_FORMS, type Target } from '../analysis/targets.ts'
import type { Collection, Heap, HeapObject, ObjectLike, ObjectsLike } from './api.ts'
import { HeapObjectView } from './object.ts'
import type { Inside } from './inside.ts'

/** `call`: as the sentence begins, 'Heap.findPath(target)'. */
export function nodeOf(inside: Inside, one: ObjectLike, call: string): number {
  if (one instanceof HeapObjectView) return ownNode(inside, one, call)
  if (typeof one === 'number') return atAddress(inside, one, call)
  if (typeof one !== 'string') throw noObject(one, call)
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

/** What the command takes for a TARGET; its errors name the call. */
export function targetOf(study: Study, text: string, call: string): Target {
  try {
    return findTarget(study, text)
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error
    const next = error.next === TARGET_FORMS ? FORMS : error.next
    throw new LoupeError(error.code, `${call}: ${error.message}`, next)
  }
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
    "diff.find(object, 'after') is the same object in the other dump; at('0x…') what lies at an address there.",
  )
}

function atAddress(inside: Inside, address: number, call: string): number {
  if (Number.isSafeInteger(address) && address >= 0) {
    return targetOf(inside.study, `0x${address.toString(16)}`, call).node
  }
  throw new LoupeError('usage', `${call}: ${address} is no address.`, FORMS)
}

const FORMS =
  "An object is wanted, its address ('0x…' or a number) or its handle ('@12'); where many are, also a class's name."

function noObject(what: unknown, call: string): LoupeError {
  const shown = what === null ? 'null' : what === undefined ? 'undefined' : `a ${typeof what}`
  return new LoupeError('usage', `${call}: ${shown} is no object of a dump.`, FORMS)
}

function isCollection(what: object): what is Collection {
  return 'nodes' in what && what.nodes instanceof Uint32Array && 'heap' in what
}

function isIterable(what: unknown): what is Iterable<ObjectLike> {
  return typeof what === 'object' && what !== null && Symbol.iterator in what
}
