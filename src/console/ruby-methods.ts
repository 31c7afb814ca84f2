// What the translation has to know of single methods: which are questions with another name here,
// which blocks are asked a yes or no, which are given two values, and which calls may go without
// parentheses.

import { snakeCase } from './aliases.ts'

/** Read as a property, with or without the question mark: the answers are booleans. */
export const YES_NO_PROPERTIES = inBothSpellings(
  'frozen old wbProtected embedded shared singleton reachable',
)

/** Methods with a question mark -> their name here. All answer true or false. */
export const QUESTIONS: ReadonlyMap<string, string> = new Map([
  ['include?', 'include'],
  ['member?', 'include'],
  ['has?', 'has'],
  ['key?', 'has'],
  ['has_key?', 'has'],
  ['start_with?', 'startsWith'],
  ['end_with?', 'endsWith'],
  ['any?', 'any'],
  ['all?', 'all'],
  ['none?', 'none'],
  ...'even odd zero positive negative between'
    .split(' ')
    .map((each): [string, string] => [`${each}?`, each]),
  ['eql?', 'equals'],
  ['equal?', 'equals'],
])

/** Methods whose name means something else in JavaScript -> their name here. */
export const RENAMED: ReadonlyMap<string, string> = new Map([['reduce', 'inject']])

interface Conversion {
  /** A function of ruby-runtime.ts. */
  readonly name: 'text' | 'integer' | 'float'
  /** What is known of its value. */
  readonly known: { readonly string?: true; readonly number?: true; readonly float?: true }
}

/** Methods that nil has as well. */
export const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['to_s', { name: 'text', known: { string: true } }],
  ['to_i', { name: 'integer', known: { number: true } }],
  ['to_f', { name: 'float', known: { number: true, float: true } }],
])

/** Methods whose block decides. In Ruby 0 and "" are true, so its answer is asked as Ruby would. */
export const DECIDING: ReadonlySet<string> = new Set(
  (
    'select filter find_all reject find detect any? all? none? any all none some every count ' +
    'partition find_index take_while drop_while'
  ).split(' '),
)

/** Methods that give their block two values. All others give one, which `|a, b|` takes apart. */
export const TWO_VALUES: ReadonlySet<string> = new Set(
  'inject reduce each_with_index each_with_object sort min max'.split(' '),
)

/** Methods that, like Ruby's, need no parentheses here even where JavaScript would ask for them. */
export const BARE_METHODS: ReadonlySet<string> = new Set(
  // of collections, and of arrays and maps here
  (
    'first last sample count sum uniq reverse toArray to_a tally sort min max minmax compact ' +
    'flatten shuffle keys values to_h to_set lazy force invert entries groups any none empty ' +
    'each_object each_with_index ' +
    // of strings and numbers here
    'upcase downcase capitalize strip chomp chars lines to_s to_i to_f to_sym inspect round floor ' +
    'ceil abs succ hex'
  ).split(' '),
)

/** Members that may be null: Ruby refuses to compare nil, JavaScript takes it for 0. */
export const MAYBE_NIL = inBothSpellings('generation line length retainedSize slotSize shapeId')

function inBothSpellings(members: string): ReadonlySet<string> {
  return new Set(members.split(' ').flatMap((name) => [name, snakeCase(name)]))
}
