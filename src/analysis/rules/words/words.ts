// Kinds of objects as sentences have them: `#<Work>` is "Work objects", `String` is "strings".
import { formatCount } from '../../../base/format.ts'

const PLAIN: Readonly<Record<string, readonly [one: string, many: string]>> = {
  objects: ['object', 'objects of many classes'],
  classes: ['class', 'classes'],
  String: ['string', 'strings'],
  Array: ['array', 'arrays'],
  Hash: ['hash', 'hashes'],
  '#<Set>': ['set', 'sets'],
  '#<Thread::Queue>': ['queue', 'queues'],
  '#<Queue>': ['queue', 'queues'],
  Symbol: ['symbol', 'symbols'],
  Float: ['float', 'floats'],
  Regexp: ['regular expression', 'regular expressions'],
  Integer: ['large integer', 'large integers'],
  'internal String': ['string', 'strings'],
  'internal Array': ['array', 'arrays'],
  'internal Hash': ['hash', 'hashes'],
  cref: ['lexical scope', 'lexical scopes'],
  constcache: ['constant cache', 'constant caches'],
  callinfo: ['call site', 'call sites'],
  fields: ['set of instance variables', 'sets of instance variables'],
  memo: ['note of a call in progress', 'notes of calls in progress'],
  tmpbuf: ['buffer', 'buffers'],
  env: ['block scope (the local variables of a block)', 'block scopes (local variables of blocks)'],
  iseq: ['piece of compiled code', 'pieces of compiled code'],
  ment: [
    'method entry (what Ruby stores of a method)',
    'method entries (what Ruby stores of methods)',
  ],
  callcache: [
    'call cache entry (where Ruby remembers a method)',
    'call cache entries (where Ruby remembers methods)',
  ],
}

/** 'A hash holds' of 'a hash holds'. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** `Work` of `#<Work>` and `Cache (class)`; others as they are. */
export function className(label: string): string {
  const singleton = /^#<Class:#<(.+)>>$/.exec(label)
  if (singleton !== null) return singleton[1]
  const object = /^#<(?!Class\b|Module\b)([^\s>]+)[^]*>$/.exec(label)
  if (object !== null) return object[1]
  return label.replace(/ \((?:class|module)\)$/, '')
}

/** '363 Work objects', '1 string'. */
export function counted(count: number, label: string): string {
  return `${formatCount(count)} ${kindWords(count, label)}`
}

/** 'Work objects', 'string', 'singleton classes of RoutesProxy objects'. */
export function kindWords(count: number, label: string): string {
  const plain = PLAIN[label]
  if (plain !== undefined) return plain[count === 1 ? 0 : 1]
  const singleton = /^#<Class:#<(.+)>>$/.exec(label)
  if (singleton !== null) {
    const name = singleton[1]
    return count === 1
      ? `singleton class of a ${name} object`
      : `singleton classes of ${name} objects`
  }
  // What has the methods that are called on a class itself.
  const ofClass = /^#<Class:(\p{Lu}[^\s>]*)>$/u.exec(label)
  if (ofClass !== null) return `singleton class${count === 1 ? '' : 'es'} of ${ofClass[1]}`
  if (/^#<#<(?:Class|Module)\b/.test(label))
    return count === 1 ? 'object of a class without a name' : 'objects of classes without a name'
  if (/^#<(?:Class|Module)\b/.test(label))
    return count === 1 ? 'class without a name' : 'classes without a name'
  if (/ \((?:class|module)\)$/.test(label)) return label
  const name = className(label)
  return count === 1 ? `${name} object` : `${name} objects`
}

/** 'a hash', 'an array', 'an Event object'. */
export function oneOf(label: string): string {
  const words = kindWords(1, label)
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`
}

interface Counted {
  readonly count: number
  readonly label: string
}

/** 'a Store object', '30 Store objects'. */
export function someOf({ count, label }: Counted): string {
  return count === 1 ? oneOf(label) : counted(count, label)
}

/** What somebody who never saw Ruby's source knows a root as. */
const ROOTS: Readonly<Record<string, string>> = {
  'ROOT vm': 'the Ruby VM itself',
  'ROOT global_tbl': 'global variables',
  'ROOT machine_context': 'the C stack',
  'ROOT end_proc': 'at_exit blocks',
  'ROOT finalizers': 'finalizers',
  'ROOT global_list': 'C extensions',
  'ROOT global_symbols': 'the table of symbols',
  'ROOT roots': 'several roots',
  roots: 'several roots',
}

/** 'the class Work', 'a hash', 'the Ruby VM itself'. */
export function plainWords({ count, label }: Counted): string {
  const root = ROOTS[label]
  if (root !== undefined) return root
  if (label.startsWith('ROOT ')) return `the root ${label.slice('ROOT '.length)}`
  const [, name, sort] = /^(.*) \((class|module)\)$/.exec(label) ?? []
  if (name !== undefined && count === 1) return `the ${sort} ${name}`
  if (label.startsWith('#<Class:') && count === 1) return `the ${kindWords(1, label)}`
  return someOf({ count, label })
}
