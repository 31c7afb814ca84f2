// Ruby's own names for the types of objects, as the dump's `type` has them.

/** TYPE_* -> name */
export const TYPE_NAMES: readonly string[] = [
  'UNKNOWN',
  'NONE',
  'OBJECT',
  'CLASS',
  'ICLASS',
  'MODULE',
  'FLOAT',
  'STRING',
  'REGEXP',
  'ARRAY',
  'HASH',
  'STRUCT',
  'BIGNUM',
  'FILE',
  'DATA',
  'MATCH',
  'SYMBOL',
  'RATIONAL',
  'COMPLEX',
  'IMEMO',
  'NODE',
  'ZOMBIE',
]

/** name -> TYPE_* */
export const TYPE_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  TYPE_NAMES.map((name, type) => [name, type]),
)
