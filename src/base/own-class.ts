// Which classes are the program's own, or those of its gems, and which every Ruby program has.

const EVERYDAY: ReadonlySet<string> = new Set(
  (
    'Array BasicObject BigDecimal Binding Class Comparable Complex Data Date DateTime Delegator ' +
    'Dir Encoding Enumerator Exception Fiber File Float Hash IO Integer Kernel MatchData Method ' +
    'Module Monitor Mutex NilClass Numeric Object ObjectSpace Pathname Proc Queue Random Range ' +
    'Rational Regexp Set SizedQueue String StringIO StringScanner Struct Symbol Thread Time TracePoint ' +
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
