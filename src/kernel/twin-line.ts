// One object line for the TypeScript kernel, key by key in the order in which Ruby writes them: the
// same steps as `line` in assembly/scan.ts, each type's keys in a function of its own. Whatever is
// not exactly what a Ruby writes makes it give up the line, which the tolerant path then reads.
import { contentHash, contentHashHigh } from './content-hash.ts'
import { viewsOf } from './kernel.ts'
import * as L from './layout.ts'
import * as K from './twin-keys.ts'
import type { TwinTables } from './twin-tables.ts'
import type { Key } from './twin-tokens.ts'
import {
  has,
  hex,
  hexHigh,
  hexLow,
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
    if (is(p, K.EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      p += K.EMBEDDED.length
    }
    if (is(p, K.BROKEN)) {
      flags |= L.FLAG_BROKEN
      p += K.BROKEN.length
    }
    if (is(p, K.FSTRING)) {
      flags |= L.FLAG_FSTRING
      p += K.FSTRING.length
    }
    if (is(p, K.CHILLED)) {
      flags |= L.FLAG_CHILLED
      features |= L.FEATURE_CHILLED
      p += K.CHILLED.length
    }
    if (is(p, K.SHARED)) {
      flags |= L.FLAG_SHARED
      p += K.SHARED.length
    } else if (is(p, K.BYTESIZE)) {
      p = readLength(p + K.BYTESIZE.length)
      if (p === 0) return 0
      if (is(p, K.CAPACITY)) {
        p = number(bytes, p + K.CAPACITY.length)
        if (p === 0 || numberValue >= L.NONE) return 0
        tables.addAux(L.AUX_CAPACITY, row, numberValue)
      }
      if (is(p, K.VALUE)) {
        p = readValue(p + K.VALUE.length)
        if (p === 0) return 0
      }
    }
    if (is(p, K.ENCODING)) {
      p = readEncoding(p + K.ENCODING.length)
      if (p === 0) return 0
    }
    if (is(p, K.CODERANGE)) {
      features |= L.FEATURE_CODERANGE
      p += K.CODERANGE.length
      let i = 0
      while (i < K.CODERANGES.length && !has(bytes, p, K.CODERANGES[i][0])) i++
      if (i === K.CODERANGES.length) return 0
      flags |= K.CODERANGES[i][1] << L.FLAG_CODERANGE_SHIFT
      p += K.CODERANGES[i][0].length
    }
    if (is(p, K.BROKEN)) {
      flags |= L.FLAG_BROKEN
      p += K.BROKEN.length
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
    if (size > 20 && size < 200 && has(bytes, from, K.DESCRIPTION) && digit >= 0 && digit <= 9) {
      tables.addAux(L.AUX_DESCRIPTION, row, tables.addText(from, size))
    }
    return end + 1
  }

  function readEncoding(from: number): number {
    if (has(bytes, from, K.UTF8)) {
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
    if (is(p, K.EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      features |= L.FEATURE_OBJECT_EMBEDDED
      p += K.EMBEDDED.length
    }
    if (is(p, K.IVARS)) {
      p = readLength(p + K.IVARS.length)
      if (p === 0) return 0
    }
    if (is(p, K.TOO_COMPLEX)) {
      flags |= L.FLAG_TOO_COMPLEX
      p += K.TOO_COMPLEX.length
    } else if (is(p, K.COMPLEX)) {
      flags |= L.FLAG_TOO_COMPLEX
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += K.COMPLEX.length
    }
    return p
  }

  function readArray(p: number): number {
    if (is(p, K.LENGTH)) {
      p = readLength(p + K.LENGTH.length)
      if (p === 0) return 0
    }
    if (is(p, K.SHARED)) {
      flags |= L.FLAG_SHARED
      p += K.SHARED.length
    }
    if (is(p, K.EMBEDDED)) {
      flags |= L.FLAG_EMBEDDED
      p += K.EMBEDDED.length
    }
    return p
  }

  function readHash(p: number): number {
    if (is(p, K.SIZE)) {
      p = readLength(p + K.SIZE.length)
      if (p === 0) return 0
    }
    return is(p, K.DEFAULT) ? skipAddress(p + K.DEFAULT.length) : p
  }

  function readImemo(p: number): number {
    if (is(p, K.IMEMO_TYPE)) {
      const from = p + K.IMEMO_TYPE.length
      p = readWord(from)
      if (p === 0) return 0
      features |= L.FEATURE_IMEMO_TYPE
      if (has(bytes, from, K.CALLCACHE)) {
        classEdge = false
        features |= L.FEATURE_CALLCACHE
      }
      if (hasClass) features |= L.FEATURE_IMEMO_CLASS
    }
    if (is(p, K.MID)) {
      p = value(bytes, p + K.MID.length)
      if (p === 0) return 0
      p++
    }
    if (is(p, K.CALLED_ID)) {
      p = value(bytes, p + K.CALLED_ID.length)
      if (p === 0) return 0
      p++
      features |= L.FEATURE_CALLED_ID
    }
    return is(p, K.RECEIVER_CLASS) ? skipAddress(p + K.RECEIVER_CLASS.length) : p
  }

  function readClass(p: number): number {
    if (is(p, K.VARIATION_COUNT)) {
      p = skipNumber(bytes, p + K.VARIATION_COUNT.length)
      if (p === 0) return 0
    }
    if (is(p, K.SUPERCLASS)) {
      p = skipAddress(p + K.SUPERCLASS.length)
      if (p === 0) return 0
      tables.addAux(L.AUX_SUPERCLASS, row, tables.code(hexHigh, hexLow))
      features |= L.FEATURE_SUPERCLASS
    }
    if (is(p, K.NAME)) {
      p = readName(p + K.NAME.length, L.AUX_NAME)
      if (p === 0) return 0
    }
    if (is(p, K.REAL_CLASS_NAME)) {
      p = readName(p + K.REAL_CLASS_NAME.length, L.AUX_REAL_NAME)
      if (p === 0) return 0
    }
    if (is(p, K.SINGLETON)) {
      flags |= L.FLAG_SINGLETON
      features |= L.FEATURE_SUPERCLASS
      p += K.SINGLETON.length
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
    if (is(p, K.STRUCT)) {
      p = readWord(p + K.STRUCT.length)
      if (p === 0) return 0
    }
    if (is(p, K.FREE_IMMEDIATELY)) {
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += K.FREE_IMMEDIATELY.length
    }
    return p
  }

  function readFloat(p: number): number {
    if (!is(p, K.VALUE)) return p
    p = value(bytes, p + K.VALUE.length)
    return p === 0 ? 0 : p + 1
  }

  function readFile(p: number): number {
    if (!is(p, K.FD)) return p
    p += K.FD.length
    if (bytes[p] === 0x2d) return has(bytes, p, K.CLOSED_FD) ? p + 2 : 0
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
      if (has(bytes, p, K.NEXT_REFERENCE)) {
        refs[refCount++] = tables.code(hexHigh, hexLow)
        p += K.NEXT_REFERENCE.length
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
      while (tried < K.FLAG_WORDS.length && K.FLAG_WORDS[next][0].letters !== letters) {
        next = next + 1 === K.FLAG_WORDS.length ? 0 : next + 1
        tried++
      }
      const [key, bit] = K.FLAG_WORDS[next]
      if (tried === K.FLAG_WORDS.length || !has(bytes, p, key.bytes)) return 0
      p += key.length
      if (key === K.AGE) {
        const age = bytes[p] - DIGIT
        if (age < 0 || age > 3 || (flags & L.FLAG_AGED) !== 0) return 0
        flags |= age
        features |= L.FEATURE_AGE
        p++
      } else if (key === K.OBJECT_ID) {
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
    const names = K.TYPES[bytes[p]]
    if (names === undefined) return undefined
    for (let i = 0; i < names.length; i++) if (has(bytes, p, names[i][0])) return names[i]
    return undefined
  }

  function read(start: number, ownRow: number, blockStart: number): number {
    if (!has(bytes, start, K.START)) return 0
    let p = hex(bytes, start + K.START.length)
    if (p === 0) return 0
    const high = hexHigh
    const low = hexLow
    if ((low & 3) !== 0 || (low === 0 && high === 0)) return 0
    if (!has(bytes, p, K.TYPE)) return 0
    p += K.TYPE.length

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
    if (is(p, K.SHAPE_ID)) {
      p = number(bytes, p + K.SHAPE_ID.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      shape = numberValue
      features |= L.FEATURE_SHAPE_ID
    }
    if (is(p, K.SLOT_SIZE)) {
      p = number(bytes, p + K.SLOT_SIZE.length)
      if (p === 0 || numberValue > 0xffff) return 0
      slot = numberValue
      features |= L.FEATURE_SLOT_SIZE
    }
    if (is(p, K.CLASS)) {
      p = skipAddress(p + K.CLASS.length)
      if (p === 0) return 0
      klass = tables.code(hexHigh, hexLow)
      hasClass = true
      lowClass = hexHigh === 0 && hexLow >>> 0 < L.LOWEST_OBJECT
    }
    if (is(p, K.FROZEN)) {
      flags |= L.FLAG_FROZEN
      p += K.FROZEN.length
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
    if (is(p, K.REFERENCES)) {
      p = readReferences(p + K.REFERENCES.length)
      if (p === 0) return 0
    }
    let site = L.NONE
    let generation = L.NONE
    if (is(p, K.FILE)) {
      const from = p + 2
      p = text(bytes, p + K.FILE.length)
      if (p === 0) return 0
      p++
      if (is(p, K.LINE)) {
        p = skipNumber(bytes, p + K.LINE.length)
        if (p === 0) return 0
      }
      if (is(p, K.METHOD)) {
        p = text(bytes, p + K.METHOD.length)
        if (p === 0) return 0
        p++
      }
      site = tables.site(from, p - from)
      features |= L.FEATURE_TRACED
    }
    if (is(p, K.GENERATION)) {
      p = number(bytes, p + K.GENERATION.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      generation = numberValue
      features |= L.FEATURE_TRACED
    }
    let size = 0
    if (is(p, K.MEMSIZE)) {
      p = number(bytes, p + K.MEMSIZE.length)
      if (p === 0 || numberValue >= L.NONE) return 0
      size = numberValue
    }
    if (is(p, K.FLAGS)) {
      p = readFlags(p + K.FLAGS.length)
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
