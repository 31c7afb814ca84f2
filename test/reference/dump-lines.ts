// Lines of heap dumps for property tests: every type and key of docs/dump-format.md, as a Ruby
// writes them or in ways that only JSON allows (other orders, other spacing, unknown keys).
import fc from 'fast-check'

type Field = readonly [key: string, json: string]

const address = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 26 }).map((n) => 0x7f0000000000n + BigInt(n) * 8n),
  fc.integer({ min: 1, max: 2 ** 28 }).map((n) => BigInt(n) * 4n),
  fc.integer({ min: 2 ** 29, max: 2 ** 30 - 1 }).map((n) => BigInt(n) * 4n),
  fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
  fc.constantFrom(
    8n,
    0xfffcn,
    0x10000n,
    2n ** 31n,
    2n ** 32n - 4n,
    2n ** 63n,
    2n ** 53n + 4n,
    2n ** 64n - 4n,
  ),
)
const addressJson = address.map((n) => `"0x${n.toString(16)}"`)
const ownAddress = address.map((n) => `"0x${(n & ~3n || 8n).toString(16)}"`)

const small = fc.nat(5000).map(String)
const integer = fc.oneof(
  { weight: 6, arbitrary: small },
  fc.constantFrom('0', '4294967293', '4294967294', '4294967295', '4294967296', '65535', '65536'),
  fc.constantFrom(
    '999999999999999',
    '1000000000000000',
    '18446744073709551611',
    '123456789012345678',
  ),
)
const oddNumber = fc.constantFrom('-1', '1.5', '1e3', '-0', '2E+2', '0.0')

const plainText = fc.stringMatching(/^[ !#-[\]-~]{0,24}$/).map((text) => `"${text}"`)
const unicodeText = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text))
const rubyEscapes = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      '\\n',
      '\\"',
      '\\\\',
      '\\u0000',
      '\\u001f',
      '\\u007f',
      '\\t',
      '\\/',
      'é',
      '漢',
      '\\uD83D',
    ),
    { maxLength: 12 },
  )
  .map((parts) => `"${parts.join('')}"`)
const text = fc.oneof({ weight: 3, arbitrary: plainText }, unicodeText, rubyEscapes)
const description = fc.constantFrom(
  '"ruby 3.3.8 (2025-04-09 revision b200bad6cd) [x86_64-linux-gnu]"',
  '"ruby 9"',
)

const yes = fc.constant('true')
const references = fc.array(addressJson, { maxLength: 6 }).map((list) => `[${list.join(', ')}]`)

const FLAG_WORDS = [
  'wb_protected',
  'age',
  'old',
  'uncollectible',
  'marking',
  'marked',
  'pinned',
  'remembered',
  'object_id',
  'shareable',
]
const flags = fc.tuple(fc.subarray(FLAG_WORDS), fc.nat(4), integer).map(([words, age, id]) => {
  const inside = words.map(
    (word) => `"${word}":${word === 'age' ? age : word === 'object_id' ? id : true}`,
  )
  return `{${inside.join(', ')}}`
})

/** Each field is there or not. */
function some(fields: readonly (readonly [string, fc.Arbitrary<string>])[]): fc.Arbitrary<Field[]> {
  return fc
    .tuple(...fields.map(([key, json]) => fc.option(json.map((value): Field => [key, value]))))
    .map((list) => list.filter((field) => field !== null))
}

const OWN_KEYS: Readonly<Record<string, readonly (readonly [string, fc.Arbitrary<string>])[]>> = {
  STRING: [
    ['embedded', yes],
    ['broken', yes],
    ['fstring', yes],
    ['chilled', yes],
    ['shared', yes],
    ['bytesize', integer],
    ['capacity', integer],
    ['value', fc.oneof(text, description)],
    ['encoding', fc.constantFrom('"UTF-8"', '"US-ASCII"', '"Shift_JIS"', '""')],
    ['coderange', fc.constantFrom('"unknown"', '"7bit"', '"valid"', '"broken"', '"new"')],
  ],
  SYMBOL: [
    ['bytesize', integer],
    ['capacity', integer],
    ['value', text],
    ['encoding', fc.constant('"UTF-8"')],
  ],
  HASH: [
    ['size', integer],
    ['default', addressJson],
  ],
  ARRAY: [
    ['length', integer],
    ['shared', yes],
    ['embedded', yes],
  ],
  ICLASS: [['superclass', addressJson]],
  CLASS: [
    ['variation_count', integer],
    ['superclass', addressJson],
    ['name', text],
    ['real_class_name', text],
    ['singleton', yes],
  ],
  MODULE: [
    ['superclass', addressJson],
    ['name', text],
    ['real_class_name', text],
  ],
  DATA: [
    ['struct', text],
    ['free_immediately', fc.constant('false')],
  ],
  FLOAT: [['value', fc.constantFrom('"1.50000"', '"NaN"', '"-Inf"')]],
  OBJECT: [
    ['embedded', yes],
    ['ivars', integer],
    ['too_complex_shape', yes],
    ['complex_shape', yes],
  ],
  FILE: [['fd', fc.oneof(integer, fc.constant('-1'))]],
  IMEMO: [
    [
      'imemo_type',
      fc.constantFrom('"env"', '"ment"', '"callcache"', '"callcachX"', '"constcache"', '"fields"'),
    ],
    ['mid', text],
    ['called_id', text],
    ['receiver_class', addressJson],
  ],
  REGEXP: [],
  MATCH: [],
  BIGNUM: [],
  RATIONAL: [],
  COMPLEX: [],
  STRUCT: [],
  NODE: [['node_type', text]],
  NONE: [],
  ZOMBIE: [],
  UNKNOWN: [],
  MOVED: [],
  constructor: [],
}

/** An object's fields in the order in which Rubies print them. */
export const objectFields: fc.Arbitrary<Field[]> = fc
  .constantFrom(...Object.keys(OWN_KEYS))
  .chain((type) =>
    fc
      .tuple(
        ownAddress,
        some([
          ['shape_id', integer],
          ['slot_size', integer],
          ['class', addressJson],
          ['frozen', yes],
        ]),
        some(OWN_KEYS[type]),
        fc.constantFrom('none', 'file', 'generation', 'both'),
        some([['references', references]]),
        fc.tuple(
          text,
          fc.option(fc.oneof(small, fc.constant('18446744073709551611'))),
          fc.option(text),
        ),
        integer,
        some([
          ['memsize', integer],
          ['flags', flags],
        ]),
      )
      .map(([own, head, keys, traced, refs, [file, line, method], generation, tail]): Field[] => [
        ['address', own],
        ['type', `"${type}"`],
        ...head,
        ...keys,
        ...refs,
        ...(traced === 'file' || traced === 'both'
          ? [
              ['file', file] as const,
              ...(line === null ? [] : [['line', line] as const]),
              ...(method === null ? [] : [['method', method] as const]),
            ]
          : []),
        ...(traced === 'generation' || traced === 'both'
          ? [['generation', generation] as const]
          : []),
        ...tail,
      ]),
  )

/** As a Ruby writes it. */
export function asRuby(fields: readonly Field[]): string {
  return `{${fields.map(([key, json]) => `"${key}":${json}`).join(', ')}}`
}

export const rubyLine: fc.Arbitrary<string> = objectFields.map(asRuby)

const extraField = fc.tuple(
  fc.constantFrom('novelty', 'moved', 'age', '__proto__', 'shape', 'references_count'),
  fc.oneof(small, text, fc.constantFrom('null', 'false', '[]', '{"a":[1,{}]}', '[[["0x8"]]]')),
)

/** Values of kinds that no Ruby writes. */
const wrongKind = fc.constantFrom(
  'null',
  'false',
  '{}',
  '[]',
  '"text"',
  '7',
  '{"toString":1,"valueOf":2}',
)

/** JSON that no Ruby writes: shuffled, spaced, with unknown and repeated keys and odd values. */
export const oddLine: fc.Arbitrary<string> = objectFields.chain((fields) =>
  fc
    .tuple(
      fc.shuffledSubarray(fields.slice(2), { minLength: fields.length - 2 }),
      fc.array(extraField, { maxLength: 2 }),
      fc.array(fc.tuple(fc.nat(20), fc.oneof(wrongKind, oddNumber)), { maxLength: 2 }),
      fc.array(fc.nat(20), { maxLength: 1 }),
      fc.constantFrom('', ' ', '  ', '\t'),
      fc.constantFrom('', ' '),
      fc.boolean(),
    )
    .map(([shuffled, extra, wrong, repeated, comma, colon, keepOrder]) => {
      const list: Field[] = [...(keepOrder ? fields.slice(2) : shuffled)]
      for (const [at, json] of wrong) if (at < list.length) list[at] = [list[at][0], json]
      for (const at of repeated) if (at < list.length) list.push(list[at])
      const all: Field[] = [...fields.slice(0, 2), ...list, ...extra]
      return `{${all.map(([key, json]) => `"${key}"${colon}:${colon}${json}`).join(`,${comma}`)}}`
    }),
)

export const anyLine: fc.Arbitrary<string> = fc.oneof(rubyLine, oddLine)

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
