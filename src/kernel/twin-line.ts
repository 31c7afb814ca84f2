// One object line for the TypeScript kernel, key by key in the order in which Ruby writes them: the
// same steps as `line` in assembly/scan.ts, each type's keys in a function of its own. Whatever is
// not exactly what a Ruby writes makes it give up the line, which the tolerant path then reads.
import { contentHash, contentHashHigh } from './content-hash.ts'
import { viewsOf } from './kernel.ts'
import * as L from './layout.ts'
import type { TwinTables } from './twin-tables.ts'
import type { Key } from './twin-tokens.ts'
import {
  bytesOf,
  has,
  hex,
  hexHigh,
  hexLow,
  keyOf,
  number,
  numberValue,
  skipNumber,
  text,
  value,
} from './twin-tokens.ts'

/** Reads the line at `p` into row `row`; returns the place behind its newline, 0 to give up. */
export type ReadLine = (p: number, row: number, blockStart: number) => number

const QUOTE = 0x22
const CLOSE = 0x7d
const DIGIT = 0x30

const START = bytesOf('{"address":"0x')
const TYPE = bytesOf('", "type":"')

/** First letter of a type -> its names with the closing quote, and their TYPE_ numbers. */
const TYPES: (readonly (readonly [name: Uint8Array, type: number])[])[] = []
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

const SHAPE_ID = keyOf(', "shape_id":')
const SLOT_SIZE = keyOf(', "slot_size":')
const CLASS = keyOf(', "class":"0x')
const FROZEN = keyOf(', "frozen":true')
const EMBEDDED = keyOf(', "embedded":true')
const BROKEN = keyOf(', "broken":true')
const FSTRING = keyOf(', "fstring":true')
const CHILLED = keyOf(', "chilled":true')
const SHARED = keyOf(', "shared":true')
const BYTESIZE = keyOf(', "bytesize":')
const CAPACITY = keyOf(', "capacity":')
const VALUE = keyOf(', "value":"')
const ENCODING = keyOf(', "encoding":"')
const CODERANGE = keyOf(', "coderange":"')
const IVARS = keyOf(', "ivars":')
const TOO_COMPLEX = keyOf(', "too_complex_shape":true')
const COMPLEX = keyOf(', "complex_shape":true')
const LENGTH = keyOf(', "length":')
const SIZE = keyOf(', "size":')
const DEFAULT = keyOf(', "default":"0x')
const IMEMO_TYPE = keyOf(', "imemo_type":"')
const MID = keyOf(', "mid":"')
const CALLED_ID = keyOf(', "called_id":"')
const RECEIVER_CLASS = keyOf(', "receiver_class":"0x')
const VARIATION_COUNT = keyOf(', "variation_count":')
const SUPERCLASS = keyOf(', "superclass":"0x')
const NAME = keyOf(', "name":"')
const REAL_CLASS_NAME = keyOf(', "real_class_name":"')
const SINGLETON = keyOf(', "singleton":true')
const STRUCT = keyOf(', "struct":"')
const FREE_IMMEDIATELY = keyOf(', "free_immediately":false')
const FD = keyOf(', "fd":')
const CLOSED_FD = bytesOf('-1,')
const REFERENCES = keyOf(', "references":["0x')
const NEXT_REFERENCE = bytesOf('", "0x')
const FILE = keyOf(', "file":"')
const LINE = keyOf(', "line":')
const METHOD = keyOf(', "method":"')
const GENERATION = keyOf(', "generation":')
const MEMSIZE = keyOf(', "memsize":')
const FLAGS = keyOf(', "flags":{')
const UTF8 = bytesOf('UTF-8", ')
const DESCRIPTION = bytesOf('ruby ')
const CALLCACHE = bytesOf('callcache"')
const AGE = keyOf('"age":', 'flag')
const OBJECT_ID = keyOf('"object_id":', 'flag')

const CODERANGES = [
  [bytesOf('7bit"'), 2],
  [bytesOf('valid"'), 3],
  [bytesOf('unknown"'), 1],
  [bytesOf('broken"'), 4],
] as const

/** In the order in which Ruby writes them. */
const FLAG_WORDS = [
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

export interface LineReader {
  readonly read: ReadLine
  /** Forgets what belongs to the current part. */
  reset(): void
}

export function createLineReader(memory: ArrayBuffer, tables: TwinTables): LineReader {
  const views = viewsOf(memory)
  const { bytes, state, refs } = views
  const data = new DataView(memory)
  // The row being read; what its type's function finds.
  let row = 0
  let flags = 0
  let features = 0
  let refCount = 0
  let length = 0
  let word = 0
  let hashLow = 0
  let hashHigh = 0
  let classEdge = false
  let hasClass = false
  /** Number of the word 'UTF-8' in this part, 0 before it was met. */
  let utf8Word = 0

  /** Does `, "key…` stand at `p`? */
  function is(p: number, key: Key): boolean {
    return data.getInt32(p + 3, true) === key.letters && has(bytes, p, key.bytes)
  }

  /** A number below NONE goes to `length`. */
  function readLength(p: number): number {
    p = number(bytes, p)
    if (p === 0 || numberValue >= L.NONE) return 0
    length = numberValue
    return p
  }

  /** `0x…"`, for its place only. */
  function skipAddress(p: number): number {
    p = hex(bytes, p)
    return p !== 0 && bytes[p] === QUOTE ? p + 1 : 0
  }

  function readString(p: number): number {
    if (is(p, EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      p += EMBEDDED.length
    }
    if (is(p, BROKEN)) {
      flags |= L.FLAG_BROKEN
      p += BROKEN.length
    }
    if (is(p, FSTRING)) {
      flags |= L.FLAG_FSTRING
      p += FSTRING.length
    }
    if (is(p, CHILLED)) {
      flags |= L.FLAG_CHILLED
      features |= L.FEATURE_CHILLED
      p += CHILLED.length
    }
    if (is(p, SHARED)) {
      flags |= L.FLAG_SHARED
      p += SHARED.length
    } else if (is(p, BYTESIZE)) {
      p = readLength(p + BYTESIZE.length)
      if (p === 0) return 0
      if (is(p, CAPACITY)) {
        p = number(bytes, p + CAPACITY.length)
        if (p === 0 || numberValue >= L.NONE) return 0
        tables.addAux(L.AUX_CAPACITY, row, numberValue)
      }
      if (is(p, VALUE)) {
        p = readValue(p + VALUE.length)
        if (p === 0) return 0
      }
    }
    if (is(p, ENCODING)) {
      p = readEncoding(p + ENCODING.length)
      if (p === 0) return 0
    }
    if (is(p, CODERANGE)) {
      features |= L.FEATURE_CODERANGE
      p += CODERANGE.length
      let i = 0
      while (i < CODERANGES.length && !has(bytes, p, CODERANGES[i][0])) i++
      if (i === CODERANGES.length) return 0
      flags |= CODERANGES[i][1] << L.FLAG_CODERANGE_SHIFT
      p += CODERANGES[i][0].length
    }
    if (is(p, BROKEN)) {
      flags |= L.FLAG_BROKEN
      p += BROKEN.length
    }
    return p
  }

  function readValue(from: number): number {
    const end = value(bytes, from)
    if (end === 0) return 0
    const size = end - from
    hashLow = contentHash(bytes, from, size) | 0
    hashHigh = contentHashHigh | 0
    flags |= L.FLAG_VALUE
    const digit = bytes[from + 5] - DIGIT
    if (size > 20 && size < 200 && has(bytes, from, DESCRIPTION) && digit >= 0 && digit <= 9) {
      tables.addAux(L.AUX_DESCRIPTION, row, tables.addText(from, size))
    }
    return end + 1
  }

  function readEncoding(from: number): number {
    if (has(bytes, from, UTF8)) {
      if (utf8Word === 0) utf8Word = tables.word(from, 5)
      word = utf8Word
      return from + 6
    }
    return readWord(from)
  }

  function readWord(from: number): number {
    const end = text(bytes, from)
    if (end === 0) return 0
    word = tables.word(from, end - from)
    return end + 1
  }

  function readObject(p: number): number {
    if (is(p, EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      features |= L.FEATURE_OBJECT_EMBEDDED
      p += EMBEDDED.length
    }
    if (is(p, IVARS)) {
      p = readLength(p + IVARS.length)
      if (p === 0) return 0
    }
    if (is(p, TOO_COMPLEX)) {
      flags |= L.FLAG_TOO_COMPLEX
      p += TOO_COMPLEX.length
    } else if (is(p, COMPLEX)) {
      flags |= L.FLAG_TOO_COMPLEX
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += COMPLEX.length
    }
    return p
  }

  function readArray(p: number): number {
    if (is(p, LENGTH)) {
      p = readLength(p + LENGTH.length)
      if (p === 0) return 0
    }
    if (is(p, SHARED)) {
      flags |= L.FLAG_SHARED
      p += SHARED.length
    }
    if (is(p, EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      p += EMBEDDED.length
    }
    return p
  }

  function readHash(p: number): number {
    if (is(p, SIZE)) {
      p = readLength(p + SIZE.length)
      if (p === 0) return 0
    }
    return is(p, DEFAULT) ? skipAddress(p + DEFAULT.length) : p
  }

  function readImemo(p: number): number {
    if (is(p, IMEMO_TYPE)) {
      const from = p + IMEMO_TYPE.length
      p = readWord(from)
      if (p === 0) return 0
      features |= L.FEATURE_IMEMO_TYPE
      if (has(bytes, from, CALLCACHE)) {
        classEdge = false
        features |= L.FEATURE_CALLCACHE
      }
      if (hasClass) features |= L.FEATURE_IMEMO_CLASS
    }
    if (is(p, MID)) {
      p = value(bytes, p + MID.length)
      if (p === 0) return 0
      p++
    }
    if (is(p, CALLED_ID)) {
      p = value(bytes, p + CALLED_ID.length)
      if (p === 0) return 0
      p++
      features |= L.FEATURE_CALLED_ID
    }
    return is(p, RECEIVER_CLASS) ? skipAddress(p + RECEIVER_CLASS.length) : p
  }

  function readClass(p: number): number {
    if (is(p, VARIATION_COUNT)) {
      p = skipNumber(bytes, p + VARIATION_COUNT.length)
      if (p === 0) return 0
    }
    if (is(p, SUPERCLASS)) {
      p = skipAddress(p + SUPERCLASS.length)
      if (p === 0) return 0
      tables.addAux(L.AUX_SUPERCLASS, row, tables.code(hexHigh, hexLow))
      features |= L.FEATURE_SUPERCLASS
    }
    if (is(p, NAME)) {
      p = readName(p + NAME.length, L.AUX_NAME)
      if (p === 0) return 0
    }
    if (is(p, REAL_CLASS_NAME)) {
      p = readName(p + REAL_CLASS_NAME.length, L.AUX_REAL_NAME)
      if (p === 0) return 0
    }
    if (is(p, SINGLETON)) {
      flags |= L.FLAG_SINGLETON
      features |= L.FEATURE_SUPERCLASS
      p += SINGLETON.length
    }
    return p
  }

  function readName(from: number, kind: number): number {
    const end = text(bytes, from)
    if (end === 0) return 0
    tables.addAux(kind, row, tables.addText(from, end - from))
    return end + 1
  }

  function readData(p: number): number {
    if (is(p, STRUCT)) {
      p = readWord(p + STRUCT.length)
      if (p === 0) return 0
    }
    if (is(p, FREE_IMMEDIATELY)) {
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += FREE_IMMEDIATELY.length
    }
    return p
  }

  function readFloat(p: number): number {
    if (!is(p, VALUE)) return p
    p = value(bytes, p + VALUE.length)
    return p === 0 ? 0 : p + 1
  }

  function readFile(p: number): number {
    if (!is(p, FD)) return p
    p += FD.length
    if (bytes[p] === 0x2d) return has(bytes, p, CLOSED_FD) ? p + 2 : 0
    p = number(bytes, p)
    if (p === 0 || numberValue >= L.NONE - 1) return 0
    length = numberValue + 1
    return p
  }

  function readKeysOf(type: number, p: number): number {
    switch (type) {
      case L.TYPE_STRING:
      case L.TYPE_SYMBOL:
        return readString(p)
      case L.TYPE_OBJECT:
        return readObject(p)
      case L.TYPE_ARRAY:
        return readArray(p)
      case L.TYPE_HASH:
        return readHash(p)
      case L.TYPE_IMEMO:
        return readImemo(p)
      case L.TYPE_CLASS:
      case L.TYPE_ICLASS:
      case L.TYPE_MODULE:
        return readClass(p)
      case L.TYPE_DATA:
        return readData(p)
      case L.TYPE_FLOAT:
        return readFloat(p)
      case L.TYPE_FILE:
        return readFile(p)
      default:
        return p
    }
  }

  /** `0x…", "0x…"]`: appends the codes of the addresses. */
  function readReferences(p: number): number {
    for (;;) {
      p = hex(bytes, p)
      if (p === 0) return 0
      // What follows is looked at first: an address cut off by the end of the bytes is none.
      if (has(bytes, p, NEXT_REFERENCE)) {
        refs[refCount++] = tables.code(hexHigh, hexLow)
        p += NEXT_REFERENCE.length
        continue
      }
      if (bytes[p] !== QUOTE || bytes[p + 1] !== 0x5d) return 0
      refs[refCount++] = tables.code(hexHigh, hexLow)
      return p + 2
    }
  }

  /** The inside of `"flags":{…}` and its closing brace. */
  function readFlags(p: number): number {
    let next = 0
    for (;;) {
      const letters = data.getInt32(p + 2, true)
      // Words come in a fixed order, so the search goes on where the last one was found.
      let tried = 0
      while (tried < FLAG_WORDS.length && FLAG_WORDS[next][0].letters !== letters) {
        next = next + 1 === FLAG_WORDS.length ? 0 : next + 1
        tried++
      }
      const [key, bit] = FLAG_WORDS[next]
      if (tried === FLAG_WORDS.length || !has(bytes, p, key.bytes)) return 0
      p += key.length
      if (key === AGE) {
        const age = bytes[p] - DIGIT
        if (age < 0 || age > 3 || (flags & L.FLAG_AGED) !== 0) return 0
        flags |= age
        features |= L.FEATURE_AGE
        p++
      } else if (key === OBJECT_ID) {
        p = skipNumber(bytes, p)
        if (p === 0) return 0
      }
      flags |= bit
      if (bytes[p] === CLOSE) return p + 1
      if (bytes[p] !== 0x2c || bytes[p + 1] !== 0x20) return 0
      p += 2
    }
  }

  /** `}` and the end of the line. */
  function readEnd(p: number): number {
    if (bytes[p] !== CLOSE) return 0
    p++
    if (bytes[p] === 0x0d) p++
    return bytes[p] === 0x0a ? p + 1 : 0
  }

  function typeAt(p: number): readonly [name: Uint8Array, type: number] | undefined {
    const names = TYPES[bytes[p]]
    if (names === undefined) return undefined
    for (let i = 0; i < names.length; i++) if (has(bytes, p, names[i][0])) return names[i]
    return undefined
  }

  function read(start: number, ownRow: number, blockStart: number): number {
    if (!has(bytes, start, START)) return 0
    let p = hex(bytes, start + START.length)
    if (p === 0) return 0
    const high = hexHigh
    const low = hexLow
    if ((low & 3) !== 0 || (low === 0 && high === 0)) return 0
    if (!has(bytes, p, TYPE)) return 0
    p += TYPE.length

    // (1) The type.
    const named = typeAt(p)
    if (named === undefined) return 0
    const type = named[1]
    p += named[0].length

    // (2) The keys all types share.
    let shape = L.NONE
    let slot = 0
    let klass = -1
    let lowClass = false
    row = ownRow
    flags = 0
    features = 0
    length = 0
    word = 0
    hashLow = 0
    hashHigh = 0
    hasClass = false
    refCount = state[L.STATE_REFS]
    if (is(p, SHAPE_ID)) {
      p = number(bytes, p + SHAPE_ID.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      shape = numberValue
      features |= L.FEATURE_SHAPE_ID
    }
    if (is(p, SLOT_SIZE)) {
      p = number(bytes, p + SLOT_SIZE.length)
      if (p === 0 || numberValue > 0xffff) return 0
      slot = numberValue
      features |= L.FEATURE_SLOT_SIZE
    }
    if (is(p, CLASS)) {
      p = skipAddress(p + CLASS.length)
      if (p === 0) return 0
      klass = tables.code(hexHigh, hexLow)
      hasClass = true
      lowClass = hexHigh === 0 && hexLow >>> 0 < L.LOWEST_OBJECT
    }
    if (is(p, FROZEN)) {
      flags |= L.FLAG_FROZEN
      p += FROZEN.length
    }
    if (type === L.TYPE_NONE) {
      p = readEnd(p)
      if (p === 0) return 0
      state[L.STATE_FREE_SLOTS]++
      state[L.STATE_FEATURES] |= features
      return p
    }

    // (3) The keys of one type. The class edge comes first among an object's edges; a ZOMBIE's
    // class is a remnant of the free list.
    classEdge = hasClass && type !== L.TYPE_ZOMBIE
    // The first word of an IMEMO may be anything: nil, a flonum and the like are no edge.
    if (type === L.TYPE_IMEMO && (lowClass || klass === -1)) classEdge = false
    p = readKeysOf(type, p)
    if (p === 0) return 0

    // (4) References, allocation site, size, flags, end.
    if (classEdge) {
      refs[refCount++] = klass
      flags |= L.FLAG_CLASS_EDGE
    }
    if (is(p, REFERENCES)) {
      p = readReferences(p + REFERENCES.length)
      if (p === 0) return 0
    }
    let site = L.NONE
    let generation = L.NONE
    if (is(p, FILE)) {
      const from = p + 2
      p = text(bytes, p + FILE.length)
      if (p === 0) return 0
      p++
      if (is(p, LINE)) {
        p = skipNumber(bytes, p + LINE.length)
        if (p === 0) return 0
      }
      if (is(p, METHOD)) {
        p = text(bytes, p + METHOD.length)
        if (p === 0) return 0
        p++
      }
      site = tables.site(from, p - from)
      features |= L.FEATURE_TRACED
    }
    if (is(p, GENERATION)) {
      p = number(bytes, p + GENERATION.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      generation = numberValue
      features |= L.FEATURE_TRACED
    }
    let size = 0
    if (is(p, MEMSIZE)) {
      p = number(bytes, p + MEMSIZE.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      size = numberValue
    }
    if (is(p, FLAGS)) {
      p = readFlags(p + FLAGS.length)
      if (p === 0) return 0
    }
    p = readEnd(p)
    if (p === 0) return 0
    const own = tables.code(high, low)
    if (state[L.STATE_OVERFLOW] !== 0) return 0

    // (5) The row.
    views.code[ownRow] = own
    views.shape[ownRow] = shape
    views.size[ownRow] = size
    views.line[ownRow] = start - blockStart
    views.length[ownRow] = length
    views.flags[ownRow] = flags
    views.refEnd[ownRow] = refCount
    views.hashLow[ownRow] = hashLow
    views.hashHigh[ownRow] = hashHigh
    views.site[ownRow] = site
    views.generation[ownRow] = generation
    views.word[ownRow] = word
    views.slot[ownRow] = slot
    views.type[ownRow] = type
    state[L.STATE_REFS] = refCount
    state[L.STATE_ROWS] = ownRow + 1
    state[L.STATE_FEATURES] |= features
    return p
  }

  return {
    read,
    reset() {
      utf8Word = 0
    },
  }
}
