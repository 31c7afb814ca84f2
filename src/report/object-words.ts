// How screens name things: an object by its handle and label, so that whatever is printed can be
// typed back; a class by whether it is the program's own or one that every Ruby program has.

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

const EVERYDAY: ReadonlySet<string> = new Set(
  (
    'Array BasicObject BigDecimal Binding Class Comparable Complex Data Date DateTime Delegator ' +
    'Dir Encoding Enumerator Exception Fiber File Float Hash IO Integer Kernel MatchData Method ' +
    'Module Monitor Mutex NilClass Numeric Object ObjectSpace Pathname Proc Queue Random Range ' +
    'Rational Regexp Set SizedQueue String StringIO StringScanner Struct Symbol Thread Time ' +
    'TrueClass FalseClass UnboundMethod Refinement Ractor Bignum Fixnum'
  ).split(' '),
)

/**
 * Whether a name is a class of the program or its gems. That strings take the most memory is
 * true of every heap and explains nothing; that `Work` does is an answer.
 */
export function isOwnClass(name: string): boolean {
  if (!/^\p{Lu}[\p{L}\p{N}_]*(::\p{Lu}[\p{L}\p{N}_]*)*$/u.test(name)) return false
  if (/^[A-Z]+$/.test(name) && RUBY_TYPES.has(name)) return false
  const outermost = name.split('::')[0] ?? name
  return !EVERYDAY.has(name) && !INTERNAL.has(outermost)
}

/** Namespaces of Ruby itself and of the tools that load code: large in every program. */
const INTERNAL: ReadonlySet<string> = new Set([
  'RubyVM',
  'Gem',
  'Bundler',
  'Thread',
  'Process',
  'Enumerator',
  'ObjectSpace',
  'IRB',
])

const RUBY_TYPES: ReadonlySet<string> = new Set([
  'ARRAY',
  'BIGNUM',
  'CLASS',
  'COMPLEX',
  'DATA',
  'FILE',
  'FLOAT',
  'HASH',
  'ICLASS',
  'IMEMO',
  'MATCH',
  'MODULE',
  'NODE',
  'NONE',
  'OBJECT',
  'RATIONAL',
  'REGEXP',
  'ROOT',
  'SHAPE',
  'STRING',
  'STRUCT',
  'SYMBOL',
  'ZOMBIE',
])
