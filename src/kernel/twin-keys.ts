// The texts of the dump format that the TypeScript kernel compares with: keys with all that is fixed
// about them, types, words of `flags`. See `keys.ts` in assembly for the same as integers.
import * as L from './layout.ts'
import { bytesOf, keyOf } from './twin-tokens.ts'

export const START = bytesOf('{"address":"0x')
export const TYPE = bytesOf('", "type":"')

/** First letter of a type -> its names with the closing quote, and their TYPE_ numbers. */
export const TYPES: (readonly (readonly [name: Uint8Array, type: number])[])[] = []
for (const [name, type] of [
  ['STRING', L.TYPE_STRING],
  ['STRUCT', L.TYPE_STRUCT],
  ['SYMBOL', L.TYPE_SYMBOL],
  ['OBJECT', L.TYPE_OBJECT],
  ['ARRAY', L.TYPE_ARRAY],
  ['HASH', L.TYPE_HASH],
  ['IMEMO', L.TYPE_IMEMO],
  ['ICLASS', L.TYPE_ICLASS],
  ['DATA', L.TYPE_DATA],
  ['CLASS', L.TYPE_CLASS],
  ['COMPLEX', L.TYPE_COMPLEX],
  ['MODULE', L.TYPE_MODULE],
  ['MATCH', L.TYPE_MATCH],
  ['FLOAT', L.TYPE_FLOAT],
  ['FILE', L.TYPE_FILE],
  ['REGEXP', L.TYPE_REGEXP],
  ['RATIONAL', L.TYPE_RATIONAL],
  ['BIGNUM', L.TYPE_BIGNUM],
  ['NONE', L.TYPE_NONE],
  ['ZOMBIE', L.TYPE_ZOMBIE],
] as const) {
  const letter = name.charCodeAt(0)
  TYPES[letter] = [...(TYPES[letter] ?? []), [bytesOf(`${name}"`), type]]
}

export const SHAPE_ID = keyOf(', "shape_id":')
export const SLOT_SIZE = keyOf(', "slot_size":')
export const CLASS = keyOf(', "class":"0x')
export const FROZEN = keyOf(', "frozen":true')
export const EMBEDDED = keyOf(', "embedded":true')
export const BROKEN = keyOf(', "broken":true')
export const FSTRING = keyOf(', "fstring":true')
export const CHILLED = keyOf(', "chilled":true')
export const SHARED = keyOf(', "shared":true')
export const BYTESIZE = keyOf(', "bytesize":')
export const CAPACITY = keyOf(', "capacity":')
export const VALUE = keyOf(', "value":"')
export const ENCODING = keyOf(', "encoding":"')
export const CODERANGE = keyOf(', "coderange":"')
export const IVARS = keyOf(', "ivars":')
export const TOO_COMPLEX = keyOf(', "too_complex_shape":true')
export const COMPLEX = keyOf(', "complex_shape":true')
export const LENGTH = keyOf(', "length":')
export const SIZE = keyOf(', "size":')
export const DEFAULT = keyOf(', "default":"0x')
export const IMEMO_TYPE = keyOf(', "imemo_type":"')
export const MID = keyOf(', "mid":"')
export const CALLED_ID = keyOf(', "called_id":"')
export const RECEIVER_CLASS = keyOf(', "receiver_class":"0x')
export const VARIATION_COUNT = keyOf(', "variation_count":')
export const SUPERCLASS = keyOf(', "superclass":"0x')
export const NAME = keyOf(', "name":"')
export const REAL_CLASS_NAME = keyOf(', "real_class_name":"')
export const SINGLETON = keyOf(', "singleton":true')
export const STRUCT = keyOf(', "struct":"')
export const FREE_IMMEDIATELY = keyOf(', "free_immediately":false')
export const FD = keyOf(', "fd":')
export const CLOSED_FD = bytesOf('-1,')
export const REFERENCES = keyOf(', "references":["0x')
export const NEXT_REFERENCE = bytesOf('", "0x')
export const FILE = keyOf(', "file":"')
export const LINE = keyOf(', "line":')
export const METHOD = keyOf(', "method":"')
export const GENERATION = keyOf(', "generation":')
export const MEMSIZE = keyOf(', "memsize":')
export const FLAGS = keyOf(', "flags":{')
export const UTF8 = bytesOf('UTF-8", ')
export const DESCRIPTION = bytesOf('ruby ')
export const CALLCACHE = bytesOf('callcache"')
export const AGE = keyOf('"age":', 'flag')
export const OBJECT_ID = keyOf('"object_id":', 'flag')

export const CODERANGES = [
  [bytesOf('7bit"'), 2],
  [bytesOf('valid"'), 3],
  [bytesOf('unknown"'), 1],
  [bytesOf('broken"'), 4],
] as const

/** In the order in which Ruby writes them. */
export const FLAG_WORDS = [
  [keyOf('"wb_protected":true', 'flag'), L.FLAG_WB_PROTECTED],
  [AGE, L.FLAG_AGED],
  [keyOf('"old":true', 'flag'), L.FLAG_OLD],
  [keyOf('"uncollectible":true', 'flag'), L.FLAG_UNCOLLECTIBLE],
  [keyOf('"marking":true', 'flag'), L.FLAG_MARKING],
  [keyOf('"marked":true', 'flag'), L.FLAG_MARKED],
  [keyOf('"pinned":true', 'flag'), L.FLAG_PINNED],
  [keyOf('"remembered":true', 'flag'), L.FLAG_REMEMBERED],
  [OBJECT_ID, 0],
  [keyOf('"shareable":true', 'flag'), L.FLAG_SHAREABLE],
] as const
