// The scanner kernel: walks the lines of a heap dump in the order in which Ruby writes their keys
// and fills one record a line, straight in linear memory (regions in ../layout.ts). Anything that
// is not exactly what a Ruby writes makes it stop with STATUS_SLOW: the caller reads that line with
// the tolerant path and goes on behind it. So the kernel must never accept a line that JSON.parse
// would read differently; src/kernel/kernel.test.ts holds it to that.
//
// After the bytes to scan lie at least 64 zero bytes: no loop below accepts a zero, so none can run
// past the end, and no line has to be measured before it is read.
import * as K from './keys'
import * as L from './layout'
import { hex, text, value, hashSpan, number, skipNumber, HEX, NUMBER, HASH_LOW, HASH_HIGH } from './token'
import { codeOf, internWord, internSite, addText, addAux, resetTables, state, setState } from './table'

// @ts-ignore: decorator
@inline function u64at(p: usize): u64 { return load<u64>(p) }
// @ts-ignore: decorator
@inline function u32at(p: usize): u32 { return load<u32>(p) }
// @ts-ignore: decorator
@inline function u16at(p: usize): u32 { return <u32>load<u16>(p) }
// @ts-ignore: decorator
@inline function u24at(p: usize): u32 { return load<u32>(p) & 0xffffff }
// @ts-ignore: decorator
@inline function u48at(p: usize): u64 { return load<u64>(p) & 0xffffffffffff }
// @ts-ignore: decorator
@inline function u40at(p: usize): u64 { return load<u64>(p) & 0xffffffffff }
// @ts-ignore: decorator
@inline function u56at(p: usize): u64 { return load<u64>(p) & 0xffffffffffffff }

let refCount: u32 = 0
let flagBits: u32 = 0
let features: u32 = 0
/** Id of the word 'UTF-8' in this part, 0 before it was met. */
let utf8Word: u32 = 0

export function reset(): void {
  resetTables()
  setState(L.STATE_ROWS, 0)
  setState(L.STATE_REFS, 0)
  setState(L.STATE_FREE_SLOTS, 0)
  setState(L.STATE_FEATURES, 0)
  utf8Word = 0
}

/** `"0x…", "0x…"]`: appends the codes of the addresses; returns the place behind `]`, 0 to bail. */
function references(p: usize): usize {
  let n = refCount
  while (true) {
    p = hex(p)
    if (!p) return 0
    // What follows is looked at first: an address cut off by the end of the bytes is none.
    const more = u48at(p) == K.REF_SEP
    if (!more && u16at(p) != 0x5d22) return 0 // `"]`
    store<u32>(L.REFS_BASE + (<usize>n << 2), codeOf(HEX))
    n++
    if (more) {
      p += 6
      continue
    }
    refCount = n
    return p + 2
  }
}

/** The inside of `"flags":{…}`: sets flagBits; returns the place behind `}`, 0 to bail. */
function flags(p: usize): usize {
  let bits = flagBits
  let first = true
  while (true) {
    const k = u64at(p)
    if (k == K.F_WB && u64at(p + 8) == K.F_WB_2 && u24at(p + 16) == K.V_RUE) {
      bits |= L.FLAG_WB_PROTECTED
      p += 19
    } else if ((k & 0xffffffffffff) == K.F_AGE) {
      const digit = <u32>load<u8>(p + 6) - 0x30
      // Twice is no Ruby's: the last one would count.
      if (digit > 3 || bits & L.FLAG_AGED) return 0
      bits |= digit | L.FLAG_AGED
      features |= L.FEATURE_AGE
      p += 7
    } else if (k == K.F_OLD && u16at(p + 8) == K.V_UE) {
      bits |= L.FLAG_OLD
      p += 10
    } else if (k == K.F_UNCOL && u64at(p + 8) == K.F_UNCOL_2 && u32at(p + 16) == K.V_TRUE) {
      bits |= L.FLAG_UNCOLLECTIBLE
      p += 20
    } else if (k == K.F_MARKED && u40at(p + 8) == K.X_COLON_TRUE) {
      bits |= L.FLAG_MARKED
      p += 13
    } else if (k == K.F_PINNED && u40at(p + 8) == K.X_COLON_TRUE) {
      bits |= L.FLAG_PINNED
      p += 13
    } else if (k == K.F_MARKING && u48at(p + 8) == K.X_ED_TRUE) {
      bits |= L.FLAG_MARKING
      p += 14
    } else if (k == K.F_REMEM && u64at(p + 8) == K.F_REMEM_2 && load<u8>(p + 16) == 0x65) {
      bits |= L.FLAG_REMEMBERED
      p += 17
    } else if (k == K.F_SHARE && u64at(p + 8) == K.F_SHARE_2) {
      bits |= L.FLAG_SHAREABLE
      p += 16
    } else if (k == K.F_OBJECT_ID && u32at(p + 8) == K.F_OBJECT_ID_2) {
      p = skipNumber(p + 12)
      if (!p) return 0
    } else return 0
    const c = load<u8>(p)
    if (c == 0x7d) {
      flagBits = bits
      return p + 1
    }
    if (u16at(p) != 0x202c) return 0 // `, `
    p += 2
  }
}

/** Reads one object line at `p`; returns the place behind its newline, 0 to bail. */
function line(p: usize, row: u32, blockStart: usize): usize {
  const start = p
  if (u64at(p) != K.LINE_START || u48at(p + 8) != K.LINE_START_2) return 0
  p = hex(p + 14)
  if (!p) return 0
  const address = HEX
  if (address & 3 || address == 0) return 0
  if (u64at(p) != K.TYPE_1 || u24at(p + 8) != K.TYPE_2) return 0
  p += 11

  // (1) The type.
  let type: u32 = 0
  const t = u32at(p)
  p += 4
  if (t == K.T_STRI) { if (u24at(p) != K.E_ING) return 0; p += 3; type = L.TYPE_STRING }
  else if (t == K.T_OBJE) { if (u24at(p) != K.E_ECT) return 0; p += 3; type = L.TYPE_OBJECT }
  else if (t == K.T_ARRA) { if (u16at(p) != K.E_AY) return 0; p += 2; type = L.TYPE_ARRAY }
  else if (t == K.T_HASH) { if (load<u8>(p) != 0x22) return 0; p += 1; type = L.TYPE_HASH }
  else if (t == K.T_IMEM) { if (u16at(p) != K.E_MO) return 0; p += 2; type = L.TYPE_IMEMO }
  else if (t == K.T_DATA) { if (load<u8>(p) != 0x22) return 0; p += 1; type = L.TYPE_DATA }
  else if (t == K.T_CLAS) { if (u16at(p) != K.E_S) return 0; p += 2; type = L.TYPE_CLASS }
  else if (t == K.T_ICLA) { if (u24at(p) != K.E_SS) return 0; p += 3; type = L.TYPE_ICLASS }
  else if (t == K.T_MODU) { if (u24at(p) != K.E_LE) return 0; p += 3; type = L.TYPE_MODULE }
  else if (t == K.T_FLOA) { if (u16at(p) != K.E_T) return 0; p += 2; type = L.TYPE_FLOAT }
  else if (t == K.T_SYMB) { if (u24at(p) != K.E_OL) return 0; p += 3; type = L.TYPE_SYMBOL }
  else if (t == K.T_REGE) { if (u16at(p) != K.E_XP || load<u8>(p + 2) != 0x22) return 0; p += 3; type = L.TYPE_REGEXP }
  else if (t == K.T_STRU) { if (u24at(p) != K.E_CT) return 0; p += 3; type = L.TYPE_STRUCT }
  else if (t == K.T_BIGN) { if (u24at(p) != K.E_UM) return 0; p += 3; type = L.TYPE_BIGNUM }
  else if (t == K.T_FILE) { if (load<u8>(p) != 0x22) return 0; p += 1; type = L.TYPE_FILE }
  else if (t == K.T_MATC) { if (u16at(p) != K.E_H) return 0; p += 2; type = L.TYPE_MATCH }
  else if (t == K.T_RATI) { if (u32at(p) != K.E_ONAL || load<u8>(p + 4) != 0x22) return 0; p += 5; type = L.TYPE_RATIONAL }
  else if (t == K.T_COMP) { if (u32at(p) != K.E_LEX) return 0; p += 4; type = L.TYPE_COMPLEX }
  else if (t == K.T_NONE) { if (load<u8>(p) != 0x22) return 0; p += 1; type = L.TYPE_NONE }
  else if (t == K.T_ZOMB) { if (u24at(p) != K.E_IE) return 0; p += 3; type = L.TYPE_ZOMBIE }
  else return 0

  // (2) The keys all types share.
  let shape: u32 = L.NONE
  let slot: u32 = 0
  let klass: u32 = L.NONE
  let klassAddress: u64 = 0
  let hasClass = false
  flagBits = 0
  refCount = state(L.STATE_REFS)
  if (u64at(p + 3) == K.K_SHAPE_ID && u24at(p) == K.SEP_QUOTE && u16at(p + 11) == K.X_COLON) {
    p = number(p + 13)
    if (!p || NUMBER >= 0xffffffff) return 0
    shape = <u32>NUMBER
    features |= L.FEATURE_SHAPE_ID
  }
  if (u64at(p + 3) == K.K_SLOT_SIZ && u24at(p) == K.SEP_QUOTE && u24at(p + 11) == K.X_E) {
    p = number(p + 14)
    if (!p || NUMBER > 0xffff) return 0
    slot = <u32>NUMBER
    features |= L.FEATURE_SLOT_SIZE
  }
  if (u64at(p + 3) == K.K_CLASS && u24at(p) == K.SEP_QUOTE && u16at(p + 11) == K.X_0X) {
    p = hex(p + 13)
    if (!p || load<u8>(p) != 0x22) return 0
    p++
    klass = codeOf(HEX)
    klassAddress = HEX
    hasClass = true
  }
  if (u64at(p + 3) == K.K_FROZEN && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.V_TRUE) {
    flagBits |= L.FLAG_FROZEN
    p += 15
  }
  if (type == L.TYPE_NONE) {
    if (load<u8>(p) != 0x7d) return 0
    p++
    if (load<u8>(p) == 0x0d) p++
    if (load<u8>(p) != 0x0a) return 0
    setState(L.STATE_FREE_SLOTS, state(L.STATE_FREE_SLOTS) + 1)
    return p + 1
  }

  // (3) The keys of one type. The class edge comes first among an object's edges.
  let length: u32 = 0
  let word: u32 = 0
  let hashLow: u32 = 0
  let hashHigh: u32 = 0
  // A ZOMBIE's class is a remnant of the free list.
  let classEdge = hasClass && type != L.TYPE_ZOMBIE
  // The first word of an IMEMO may be anything: nil, a flonum and the like are no edge.
  if (type == L.TYPE_IMEMO && (klassAddress < L.LOWEST_OBJECT || klass == L.NONE)) classEdge = false
  const row4 = <usize>row << 2
  if (type == L.TYPE_STRING || type == L.TYPE_SYMBOL) {
    if (u64at(p + 3) == K.K_EMBEDDED && u24at(p) == K.SEP_QUOTE && u48at(p + 11) == K.X_ED_TRUE) {
      flagBits |= L.FLAG_EMBEDDED
      p += 17
    }
    if (u64at(p + 3) == K.K_BROKEN && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.V_TRUE) {
      flagBits |= L.FLAG_BROKEN
      p += 15
    }
    if (u64at(p + 3) == K.K_FSTRING && u24at(p) == K.SEP_QUOTE && u40at(p + 11) == K.X_COLON_TRUE) {
      flagBits |= L.FLAG_FSTRING
      p += 16
    }
    if (u64at(p + 3) == K.K_CHILLED && u24at(p) == K.SEP_QUOTE && u40at(p + 11) == K.X_COLON_TRUE) {
      flagBits |= L.FLAG_CHILLED
      features |= L.FEATURE_CHILLED
      p += 16
    }
    if (u64at(p + 3) == K.K_SHARED && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.V_TRUE) {
      flagBits |= L.FLAG_SHARED
      p += 15
    } else if (u64at(p + 3) == K.K_BYTESIZE && u24at(p) == K.SEP_QUOTE && u16at(p + 11) == K.X_COLON) {
      p = number(p + 13)
      if (!p || NUMBER >= 0xffffffff) return 0
      length = <u32>NUMBER
      if (u64at(p + 3) == K.K_CAPACITY && u24at(p) == K.SEP_QUOTE && u16at(p + 11) == K.X_COLON) {
        p = number(p + 13)
        if (!p || NUMBER >= 0xffffffff) return 0
        addAux(L.AUX_CAPACITY, row, <u32>NUMBER)
      }
      if (u64at(p + 3) == K.K_VALUE && u24at(p) == K.SEP_QUOTE) {
        const from = p + 11
        p = value(from)
        if (!p) return 0
        const bytes = <u32>(p - from)
        hashSpan(from, bytes)
        hashLow = HASH_LOW
        hashHigh = HASH_HIGH
        flagBits |= L.FLAG_VALUE
        if (u40at(from) == K.S_RUBY && <u32>load<u8>(from + 5) - 0x30 < 10 && bytes > 20 && bytes < 200) {
          addAux(L.AUX_DESCRIPTION, row, addText(from, bytes))
        }
        p++
      }
    }
    if (u64at(p + 3) == K.K_ENCODING && u24at(p) == K.SEP_QUOTE && u24at(p + 11) == K.TYPE_2) {
      const from = p + 14
      if (u64at(from) == K.S_UTF8) {
        if (!utf8Word) utf8Word = internWord(from, 5)
        word = utf8Word
        p = from + 6
      } else {
        p = text(from)
        if (!p) return 0
        word = internWord(from, <u32>(p - from))
        p++
      }
    }
    if (u64at(p + 3) == K.K_CODERANG && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.X_E_QUOTE) {
      features |= L.FEATURE_CODERANGE
      p += 15
      if (u40at(p) == K.C_7BIT) { flagBits |= 2 << L.FLAG_CODERANGE_SHIFT; p += 5 }
      else if (u48at(p) == K.C_VALID) { flagBits |= 3 << L.FLAG_CODERANGE_SHIFT; p += 6 }
      else if (u64at(p) == K.C_UNKNOWN) { flagBits |= 1 << L.FLAG_CODERANGE_SHIFT; p += 8 }
      else if (u56at(p) == K.C_BROKEN) { flagBits |= 4 << L.FLAG_CODERANGE_SHIFT; p += 7 }
      else return 0
    }
    if (u64at(p + 3) == K.K_BROKEN && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.V_TRUE) {
      flagBits |= L.FLAG_BROKEN
      p += 15
    }
  } else if (type == L.TYPE_OBJECT) {
    if (u64at(p + 3) == K.K_EMBEDDED && u24at(p) == K.SEP_QUOTE && u48at(p + 11) == K.X_ED_TRUE) {
      flagBits |= L.FLAG_EMBEDDED
      features |= L.FEATURE_OBJECT_EMBEDDED
      p += 17
    }
    if (u56at(p + 3) == K.K_IVARS && u24at(p) == K.SEP_QUOTE) {
      p = number(p + 10)
      if (!p || NUMBER >= 0xffffffff) return 0
      length = <u32>NUMBER
    }
    if (u64at(p + 3) == K.K_TOO_COMP && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X_LEX_SHAPE && u64at(p + 15) == K.X_SHAPE && u24at(p + 23) == K.V_RUE) {
      flagBits |= L.FLAG_TOO_COMPLEX
      p += 26
    } else if (u64at(p + 3) == K.K_COMPLEX_ && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X_SHAPE && u24at(p + 19) == K.V_RUE) {
      flagBits |= L.FLAG_TOO_COMPLEX
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += 22
    }
  } else if (type == L.TYPE_ARRAY) {
    if (u64at(p + 3) == K.K_LENGTH && u24at(p) == K.SEP_QUOTE) {
      p = number(p + 11)
      if (!p || NUMBER >= 0xffffffff) return 0
      length = <u32>NUMBER
    }
    if (u64at(p + 3) == K.K_SHARED && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.V_TRUE) {
      flagBits |= L.FLAG_SHARED
      p += 15
    }
    if (u64at(p + 3) == K.K_EMBEDDED && u24at(p) == K.SEP_QUOTE && u48at(p + 11) == K.X_ED_TRUE) {
      flagBits |= L.FLAG_EMBEDDED
      p += 17
    }
  } else if (type == L.TYPE_HASH) {
    if (u48at(p + 3) == K.K_SIZE && u24at(p) == K.SEP_QUOTE) {
      p = number(p + 9)
      if (!p || NUMBER >= 0xffffffff) return 0
      length = <u32>NUMBER
    }
    if (u64at(p + 3) == K.K_DEFAULT && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.X_COLON_ZEROX) {
      p = hex(p + 15)
      if (!p || load<u8>(p) != 0x22) return 0
      p++
    }
  } else if (type == L.TYPE_IMEMO) {
    if (u64at(p + 3) == K.K_IMEMO_TY && u24at(p) == K.SEP_QUOTE && u40at(p + 11) == K.X_PE) {
      const from = p + 16
      p = text(from)
      if (!p) return 0
      const bytes = <u32>(p - from)
      word = internWord(from, bytes)
      features |= L.FEATURE_IMEMO_TYPE
      if (bytes == 9 && u64at(from) == K.S_CALLCAC && load<u8>(from + 8) == 0x65) {
        classEdge = false
        features |= L.FEATURE_CALLCACHE
      }
      if (hasClass) features |= L.FEATURE_IMEMO_CLASS
      p++
    }
    if (u48at(p + 3) == K.K_MID && u24at(p) == K.SEP_QUOTE) {
      p = value(p + 9)
      if (!p) return 0
      p++
    }
    if (u64at(p + 3) == K.K_CALLED_I && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.X_D) {
      p = value(p + 15)
      if (!p) return 0
      p++
      features |= L.FEATURE_CALLED_ID
    }
    if (u64at(p + 3) == K.K_RECEIVER && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X__CLASS && u24at(p + 19) == K.X_ZEROX) {
      p = hex(p + 22)
      if (!p || load<u8>(p) != 0x22) return 0
      p++
    }
  } else if (type == L.TYPE_CLASS || type == L.TYPE_ICLASS || type == L.TYPE_MODULE) {
    if (u64at(p + 3) == K.K_VARIATIO && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X_NT_SIZE && load<u8>(p + 19) == 0x3a) {
      p = skipNumber(p + 20)
      if (!p) return 0
    }
    if (u64at(p + 3) == K.K_SUPERCLA && u24at(p) == K.SEP_QUOTE && u56at(p + 11) == K.X_SS) {
      p = hex(p + 18)
      if (!p || load<u8>(p) != 0x22) return 0
      addAux(L.AUX_SUPERCLASS, row, codeOf(HEX))
      features |= L.FEATURE_SUPERCLASS
      p++
    }
    if (u56at(p + 3) == K.K_NAME && u24at(p) == K.SEP_QUOTE) {
      const from = p + 10
      p = text(from)
      if (!p) return 0
      addAux(L.AUX_NAME, row, addText(from, <u32>(p - from)))
      p++
    }
    if (u64at(p + 3) == K.K_REAL_CLA && u24at(p) == K.SEP_QUOTE && u64at(p + 8) == K.X_LASS && u40at(p + 16) == K.X_ME) {
      const from = p + 21
      p = text(from)
      if (!p) return 0
      addAux(L.AUX_REAL_NAME, row, addText(from, <u32>(p - from)))
      p++
    }
    if (u64at(p + 3) == K.K_SINGLETO && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.X_N && u24at(p + 15) == K.V_RUE) {
      flagBits |= L.FLAG_SINGLETON
      features |= L.FEATURE_SUPERCLASS
      p += 18
    }
  } else if (type == L.TYPE_DATA) {
    if (u64at(p + 3) == K.K_STRUCT && u24at(p) == K.SEP_QUOTE && load<u8>(p + 11) == 0x22) {
      const from = p + 12
      p = text(from)
      if (!p) return 0
      word = internWord(from, <u32>(p - from))
      p++
    }
    if (u64at(p + 3) == K.K_FREE_IMM && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X_EDIATELY && u24at(p + 19) == K.X_F && u32at(p + 22) == K.V_ALSE) {
      features |= L.FEATURE_FREE_IMMEDIATELY
      p += 26
    }
  } else if (type == L.TYPE_FLOAT) {
    if (u64at(p + 3) == K.K_VALUE && u24at(p) == K.SEP_QUOTE) {
      p = value(p + 11)
      if (!p) return 0
      p++
    }
  } else if (type == L.TYPE_FILE) {
    if (u32at(p + 3) == K.K_FD && u24at(p) == K.SEP_QUOTE) {
      if (load<u8>(p + 7) == 0x2d) {
        if (u16at(p + 8) != 0x2c31) return 0 // `-1,`: closed
        p += 9
      } else {
        p = number(p + 7)
        if (!p || NUMBER >= 0xfffffffe) return 0
        length = <u32>NUMBER + 1
      }
    }
  }

  // (4) References, allocation site, size, flags, end.
  if (classEdge) {
    store<u32>(L.REFS_BASE + (<usize>refCount << 2), klass)
    refCount++
    flagBits |= L.FLAG_CLASS_EDGE
  }
  if (u64at(p + 3) == K.K_REFERENC && u24at(p) == K.SEP_QUOTE && u64at(p + 11) == K.X_ES) {
    p = references(p + 19)
    if (!p) return 0
  }
  let site: u32 = L.NONE
  let generation: u32 = L.NONE
  if (u56at(p + 3) == K.K_FILE && u24at(p) == K.SEP_QUOTE) {
    const from = p + 2
    p = text(p + 10)
    if (!p) return 0
    p++
    if (u48at(p + 3) == K.K_LINE && u24at(p) == K.SEP_QUOTE) {
      p = skipNumber(p + 9)
      if (!p) return 0
    }
    if (u64at(p + 3) == K.K_METHOD && u24at(p) == K.SEP_QUOTE && load<u8>(p + 11) == 0x22) {
      p = text(p + 12)
      if (!p) return 0
      p++
    }
    site = internSite(from, <u32>(p - from))
    features |= L.FEATURE_TRACED
  }
  if (u64at(p + 3) == K.K_GENERATI && u24at(p) == K.SEP_QUOTE && u32at(p + 11) == K.X_ON) {
    p = number(p + 15)
    if (!p || NUMBER >= 0xffffffff) return 0
    generation = <u32>NUMBER
    features |= L.FEATURE_TRACED
  }
  let size: u32 = 0
  if (u64at(p + 3) == K.K_MEMSIZE && u24at(p) == K.SEP_QUOTE && load<u8>(p + 11) == 0x3a) {
    p = number(p + 12)
    if (!p || NUMBER >= 0xffffffff) return 0
    size = <u32>NUMBER
  }
  if (u64at(p + 3) == K.K_FLAGS && u24at(p) == K.SEP_QUOTE) {
    p = flags(p + 11)
    if (!p) return 0
  }
  if (load<u8>(p) != 0x7d) return 0
  p++
  if (load<u8>(p) == 0x0d) p++
  if (load<u8>(p) != 0x0a) return 0
  const own = codeOf(address)
  if (state(L.STATE_OVERFLOW)) return 0

  // (5) The row.
  store<u32>(L.CODE_BASE + row4, own)
  store<u32>(L.SHAPE_BASE + row4, shape)
  store<u32>(L.SIZE_BASE + row4, size)
  store<u32>(L.LINE_BASE + row4, <u32>(start - blockStart))
  store<u32>(L.LENGTH_BASE + row4, length)
  store<u32>(L.FLAGS_BASE + row4, flagBits)
  store<u32>(L.REF_END_BASE + row4, refCount)
  store<u32>(L.HASH_LOW_BASE + row4, hashLow)
  store<u32>(L.HASH_HIGH_BASE + row4, hashHigh)
  store<u32>(L.SITE_BASE + row4, site)
  store<u32>(L.GENERATION_BASE + row4, generation)
  store<u16>(L.WORD_BASE + (<usize>row << 1), <u16>word)
  store<u16>(L.SLOT_BASE + (<usize>row << 1), <u16>slot)
  store<u8>(L.TYPE_BASE + row, <u8>type)
  setState(L.STATE_REFS, refCount)
  setState(L.STATE_ROWS, row + 1)
  return p + 1
}

/**
 * Scans the lines that start in [from, limit) of linear memory; bytes are there up to `to`.
 * `blockStart` is where the part's first byte would lie (it may be negative): line offsets are
 * relative to it. Returns the start of the first line not read; why is in STATE_STATUS.
 */
export function scan(from: i32, limit: i32, to: i32, blockStart: i32): i32 {
  let p = <usize>from
  const end = <usize>limit
  v128.store(to, v128.splat<u8>(0))
  v128.store(to + 16, v128.splat<u8>(0))
  v128.store(to + 32, v128.splat<u8>(0))
  v128.store(to + 48, v128.splat<u8>(0))
  features = state(L.STATE_FEATURES)
  let status: u32 = L.STATUS_MORE
  while (p < end) {
    const row = state(L.STATE_ROWS)
    if (
      row >= L.ROW_CAPACITY ||
      state(L.STATE_REFS) > L.REF_CAPACITY - L.REF_HEADROOM ||
      state(L.STATE_PAGES) > L.PAGE_FULL ||
      state(L.STATE_WORDS) > L.WORD_CAPACITY - 8 ||
      state(L.STATE_SITES) > L.SITE_CAPACITY - 8 ||
      state(L.STATE_TEXTS) > L.TEXT_CAPACITY - 8 ||
      state(L.STATE_AUX) > L.AUX_CAPACITY_ROWS - 16 ||
      state(L.STATE_POOL) > L.POOL_BYTES - L.INPUT_BYTES
    ) {
      status = L.STATUS_FULL
      break
    }
    const aux = state(L.STATE_AUX)
    const texts = state(L.STATE_TEXTS)
    const seen = features
    const next = line(p, row, <usize>blockStart)
    if (!next) {
      // Nothing of a line that is given up stays, so that where buffers end leaves no trace.
      setState(L.STATE_AUX, aux)
      setState(L.STATE_TEXTS, texts)
      features = seen
      setState(L.STATE_OVERFLOW, 0)
      status = L.STATUS_SLOW
      break
    }
    p = next
  }
  setState(L.STATE_FEATURES, features)
  setState(L.STATE_STATUS, status)
  return <i32>p
}

/** The slow path's way into the same tables. */
export function code(high: u32, low: u32): u32 {
  return codeOf((<u64>high << 32) | <u64>low)
}
export function word(at: i32, bytes: i32): u32 {
  return internWord(<usize>at, <u32>bytes)
}
export function site(at: i32, bytes: i32): u32 {
  return internSite(<usize>at, <u32>bytes)
}
export function addString(at: i32, bytes: i32): u32 {
  return addText(<usize>at, <u32>bytes)
}
/** The hash is left in STATE_HASH_LOW and STATE_HASH_HIGH. */
export function hash(at: i32, bytes: i32): void {
  hashSpan(<usize>at, <u32>bytes)
  setState(L.STATE_HASH_LOW, HASH_LOW)
  setState(L.STATE_HASH_HIGH, HASH_HIGH)
}
