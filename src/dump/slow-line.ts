// The tolerant path: one line of any shape to a row in the kernel's tables, or to a root, a shape,
// or a damage note. JSON.parse where the line is JSON, field recovery where it is not. It is some
// twenty times slower than the kernel, and in a healthy dump sees only ROOT and SHAPE lines.
import { TYPE_NUMBERS } from '../base/type-names.ts'
import * as L from '../kernel/layout.ts'
import type { Kernel, KernelViews } from '../kernel/kernel.ts'
import { contentHash, contentHashHigh } from '../kernel/content-hash.ts'
import { DAMAGE_NOTES } from './damage.ts'
import { excerptOf, latin1, utf8 } from './line-text.ts'
import type { ShortenedLine } from './long-line.ts'
import type { SideTable } from './part.ts'
import { isBlank, siteText, textSpan } from './raw-text.ts'
import { recoverLine } from './recover-line.ts'

const FLAG_BITS: Readonly<Record<string, number>> = {
  wb_protected: L.FLAG_WB_PROTECTED,
  old: L.FLAG_OLD,
  uncollectible: L.FLAG_UNCOLLECTIBLE,
  marking: L.FLAG_MARKING,
  marked: L.FLAG_MARKED,
  pinned: L.FLAG_PINNED,
  remembered: L.FLAG_REMEMBERED,
  shareable: L.FLAG_SHAREABLE,
  infant: L.FLAG_INFANT,
  young: L.FLAG_YOUNG,
  long_lived: L.FLAG_LONG_LIVED,
}

const FIELD_BITS: Readonly<Record<string, number>> = {
  frozen: L.FLAG_FROZEN,
  embedded: L.FLAG_EMBEDDED,
  shared: L.FLAG_SHARED,
  fstring: L.FLAG_FSTRING,
  chilled: L.FLAG_CHILLED,
  broken: L.FLAG_BROKEN,
  singleton: L.FLAG_SINGLETON,
  too_complex_shape: L.FLAG_TOO_COMPLEX,
  complex_shape: L.FLAG_TOO_COMPLEX,
}

const QUOTE = 0x22
const OPEN = 0x7b

const CODERANGES: readonly unknown[] = ['', 'unknown', '7bit', 'valid', 'broken']

const ODD_REFERENCES = 'its references or its text are not what a Ruby writes'

/** How Ruby 3.0 and later would write a reference to nothing. */
const NULL = '0x'

type Fields = Record<string, unknown>

export interface SlowLine {
  /**
   * Reads the line `bytes` (without its newline) that starts at byte `at` of the dump. `cut`: the
   * file ends within it. `long`: references and value were taken out.
   */
  read(bytes: Uint8Array, at: number, cut: boolean, long?: ShortenedLine): void
  /** A stretch that is no line at all. */
  damage(bytes: Uint8Array, at: number, why: string): void
}

/**
 * `line` columns are relative to `originOf()`. `makeRoom` is called before each further record of a
 * line that holds several.
 */
export function createSlowLine(
  kernel: Kernel,
  views: KernelViews,
  sideOf: () => SideTable,
  originOf: () => number,
  makeRoom: () => void,
): SlowLine {
  const encoder = new TextEncoder()

  function note(bytes: Uint8Array, at: number, why: string, repaired: boolean): void {
    const side = sideOf()
    if (repaired) side.repaired++
    else side.badLines++
    if (side.notes.length < DAMAGE_NOTES) {
      side.notes.push({ byte: at, why, excerpt: excerptOf(bytes), repaired })
    }
  }

  function scratch(text: string): number {
    const bytes = encoder.encode(text)
    const length = Math.min(bytes.length, L.SCRATCH_BYTES)
    views.bytes.set(bytes.subarray(0, length), L.SCRATCH_BASE)
    return length
  }
  const wordOf = (text: string) => kernel.word(L.SCRATCH_BASE, scratch(text))
  const textOf = (text: string) => kernel.addString(L.SCRATCH_BASE, scratch(text))
  const siteOf = (text: string) => kernel.site(L.SCRATCH_BASE, scratch(text))

  function aux(kind: number, row: number, value: number): void {
    const at = views.state[L.STATE_AUX]++ * 3
    views.aux[at] = kind
    views.aux[at + 1] = row
    views.aux[at + 2] = value
  }

  function codeOf(address: unknown): number {
    if (typeof address !== 'string') return L.NONE
    const match = /^0x0*([0-9a-f]{1,16})$/i.exec(address)
    if (!match) return L.NONE
    const digits = match[1].padStart(16, '0')
    return kernel.code(parseInt(digits.slice(0, 8), 16), parseInt(digits.slice(8), 16))
  }

  function codesOf(list: unknown): Uint32Array {
    if (!Array.isArray(list)) return new Uint32Array(0)
    const codes = new Uint32Array(list.length)
    let count = 0
    for (const address of list) if (address !== NULL) codes[count++] = codeOf(address)
    return codes.subarray(0, count)
  }

  function addObject(
    fields: Fields,
    line: Uint8Array,
    at: number,
    repaired: boolean,
    shortened: boolean,
  ): string | undefined {
    const typeName = String(fields['type'])
    const type = Object.hasOwn(TYPE_NUMBERS, typeName) ? TYPE_NUMBERS[typeName] : L.TYPE_UNKNOWN
    const own = codeOf(fields['address'])
    if (own === L.NONE) return 'impossible address'
    const { state } = views
    let features = featuresOf(type, fields)
    if (type === L.TYPE_NONE) {
      state[L.STATE_FREE_SLOTS]++
      state[L.STATE_FEATURES] |= features
      return undefined
    }
    const row = state[L.STATE_ROWS]
    let flags = repaired ? L.FLAG_REPAIRED : 0
    for (const name in FIELD_BITS) if (fields[name] === true) flags |= FIELD_BITS[name]
    const gc = fields['flags']
    if (typeof gc === 'object' && gc !== null) {
      const words = gc as Fields
      for (const name in FLAG_BITS) if (words[name] === true) flags |= FLAG_BITS[name]
      if (typeof words['age'] === 'number' && words['age'] >= 0 && words['age'] <= 3) {
        flags |= words['age'] | L.FLAG_AGED
      }
    }
    const coderange = CODERANGES.indexOf(fields['coderange'])
    if (coderange > 0) flags |= coderange << L.FLAG_CODERANGE_SHIFT

    // References, the class edge first.
    let refs = state[L.STATE_REFS]
    const list = codesOf(fields['references'])
    if (refs + list.length + 1 > L.REF_CAPACITY) return 'more references than fit one part'
    const imemo =
      type === L.TYPE_IMEMO && typeof fields['imemo_type'] === 'string' ? fields['imemo_type'] : ''
    const hasClass = typeof fields['class'] === 'string' && fields['class'] !== NULL
    const klass = hasClass ? codeOf(fields['class']) : L.NONE
    // The first word of an IMEMO may be anything: nil, a flonum and the like are no edge.
    const noObject =
      type === L.TYPE_IMEMO && (klass === L.NONE || Number(fields['class']) < L.LOWEST_OBJECT)
    if (hasClass && !noObject && imemo !== 'callcache' && type !== L.TYPE_ZOMBIE) {
      views.refs[refs++] = klass
      flags |= L.FLAG_CLASS_EDGE
    }
    views.refs.set(list, refs)
    refs += list.length

    let word = 0
    const isText = type === L.TYPE_STRING || type === L.TYPE_SYMBOL
    const wordText =
      type === L.TYPE_IMEMO
        ? imemo
        : type === L.TYPE_DATA
          ? fields['struct']
          : isText
            ? fields['encoding']
            : undefined
    if (typeof wordText === 'string' && wordText !== '') word = wordOf(wordText)

    let low = 0
    let high = 0
    if (isText && typeof fields['capacity'] === 'number') {
      aux(L.AUX_CAPACITY, row, count(fields['capacity']))
    }
    if (isText && typeof fields['value'] === 'string') {
      const span = textSpan(line, 'value', fields['value'])
      // A value taken out of a long line leaves an empty string behind.
      if (span && !(shortened && span[1] === span[0])) {
        low = contentHash(line, span[0], span[1] - span[0])
        high = contentHashHigh
        flags |= L.FLAG_VALUE
        const raw = span[1] - span[0] < 200 ? utf8(line.subarray(span[0], span[1])) : ''
        if (/^ruby \d.{15}/.test(raw)) aux(L.AUX_DESCRIPTION, row, textOf(raw))
      }
    }
    if (type === L.TYPE_CLASS || type === L.TYPE_ICLASS || type === L.TYPE_MODULE) {
      if (typeof fields['superclass'] === 'string') {
        aux(L.AUX_SUPERCLASS, row, codeOf(fields['superclass']))
      }
      if (typeof fields['name'] === 'string') aux(L.AUX_NAME, row, textOf(fields['name']))
      if (typeof fields['real_class_name'] === 'string') {
        aux(L.AUX_REAL_NAME, row, textOf(fields['real_class_name']))
      }
    }

    const memsize = number(fields['memsize'])
    if (memsize >= L.NONE) sideOf().giants.push([row, memsize])
    const site = siteText(fields, line)
    const generation = countOrNone(fields['generation'])
    if (site !== undefined || generation !== L.NONE) features |= L.FEATURE_TRACED

    views.code[row] = own
    views.shape[row] = countOrNone(fields['shape_id'])
    views.slot[row] = Math.min(number(fields['slot_size']), 0xffff)
    views.size[row] = Math.min(memsize, L.NONE)
    views.line[row] = at - originOf()
    views.length[row] = lengthOf(type, fields)
    views.flags[row] = flags
    views.refEnd[row] = refs
    views.hashLow[row] = low
    views.hashHigh[row] = high
    views.site[row] = site === undefined ? L.NONE : siteOf(site)
    views.generation[row] = generation
    views.word[row] = word
    views.type[row] = type
    state[L.STATE_FEATURES] |= features
    state[L.STATE_REFS] = refs
    state[L.STATE_ROWS] = row + 1
    return undefined
  }

  function addFields(
    fields: Fields,
    line: Uint8Array,
    at: number,
    repaired: boolean,
    shortened: boolean,
  ): string | undefined {
    const type = fields['type']
    if (typeof type !== 'string') return 'no type'
    if (type === 'ROOT') {
      if (typeof fields['root'] !== 'string') return 'a root without a category'
      sideOf().roots.push({ category: fields['root'], refs: codesOf(fields['references']) })
      return undefined
    }
    if (type === 'SHAPE') {
      sideOf().shapes.push({
        id: count(fields['id']),
        parent: countOrNone(fields['parent_id']),
        edgeName: typeof fields['edge_name'] === 'string' ? fields['edge_name'] : '',
        kind: typeof fields['shape_type'] === 'string' ? fields['shape_type'] : '',
      })
      return undefined
    }
    if (fields['address'] === undefined) {
      if (type === 'SYMBOL' || type === 'FLOAT') {
        sideOf().constants++
        return undefined
      }
      return 'no address'
    }
    return addObject(fields, line, at, repaired, shortened)
  }

  function read(bytes: Uint8Array, at: number, cut: boolean, long?: ShortenedLine): void {
    const shortened = long !== undefined
    const line = trim(bytes)
    if (line.length === 0) return
    at += line.byteOffset - bytes.byteOffset
    let parsed: unknown
    let valid = true
    try {
      parsed = JSON.parse(utf8(line))
    } catch {
      valid = false
    }
    if (valid) {
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
        if (Array.isArray(parsed)) note(line, at, 'not an object line', false)
        else sideOf().constants++
        return
      }
      const fields = parsed as Fields
      const { references } = fields
      const odd = (references !== undefined && !Array.isArray(references)) || long?.damaged === true
      const why = addFields(fields, line, at, odd, shortened)
      if (why !== undefined) note(line, at, why, false)
      else if (odd) note(line, at, ODD_REFERENCES, true)
      return
    }
    // Several records on one line, or text before one: those that are whole can be read.
    const starts = recordStarts(line)
    if (starts.length > 0) {
      const borders = [0, ...starts, line.length]
      for (let i = 1; i < borders.length; i++) {
        if (i > 1) makeRoom()
        const piece = trim(line.subarray(borders[i - 1], borders[i]))
        readOne(piece, at + piece.byteOffset - line.byteOffset, cut && i === borders.length - 1)
      }
    } else readBroken(line, at, cut, shortened)
  }

  /** A stretch that holds no second record. */
  function readOne(line: Uint8Array, at: number, cut: boolean): void {
    if (line.length === 0) return
    try {
      const fields: unknown = JSON.parse(utf8(line))
      if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
        const why = addFields(fields as Fields, line, at, false, false)
        if (why !== undefined) note(line, at, why, false)
        return
      }
    } catch {
      // Below.
    }
    readBroken(line, at, cut, false)
  }

  /** A line that is no JSON. */
  function readBroken(line: Uint8Array, at: number, cut: boolean, shortened: boolean): void {
    if (cut && (line.at(-1) !== 0x7d || endsInFlags(line))) {
      sideOf().truncated = true
      note(line, at, 'the dump ends in the middle of this line', false)
      return
    }
    if (line[0] !== 0x7b) {
      note(line, at, 'not a line of a heap dump', false)
      return
    }
    const fields = recoverLine(latin1(line))
    const why = fields
      ? addFields(fields, line, at, true, shortened)
      : 'not valid JSON, and no address and type to recover'
    if (why === undefined) note(line, at, 'not valid JSON: recovered field by field', true)
    else note(line, at, why, false)
  }

  return { read, damage: (bytes, at, why) => note(bytes, at, why, false) }
}

/** `…"flags":{…}` without the brace that closes the line. */
function endsInFlags(line: Uint8Array): boolean {
  return /"flags":\{[^{}]*\}$/.test(latin1(line.subarray(-400)))
}

const RECORD_START = /^\{"(?:address": ?"0x|type": ?"ROOT")/

/** Where records start behind the line's first byte. */
function recordStarts(line: Uint8Array): number[] {
  const starts: number[] = []
  for (let at = line.indexOf(OPEN, 1); at > 0; at = line.indexOf(OPEN, at + 1)) {
    const letter = line[at + 2]
    if (line[at + 1] !== QUOTE || (letter !== 0x61 && letter !== 0x74)) continue
    if (RECORD_START.test(latin1(line.subarray(at, at + 16)))) starts.push(at)
  }
  return starts
}

/** Without the white space that JSON allows around a value. NULs are damage, not white space. */
function trim(bytes: Uint8Array): Uint8Array {
  let from = 0
  let to = bytes.length
  while (from < to && isBlank(bytes[from])) from++
  while (to > from && isBlank(bytes[to - 1])) to--
  return from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
}

/** Which keys only newer Rubies write, as the kernel counts them. */
function featuresOf(type: number, fields: Fields): number {
  let features = 0
  const has = (key: string) => fields[key] !== undefined
  if (has('shape_id')) features |= L.FEATURE_SHAPE_ID
  if (has('slot_size')) features |= L.FEATURE_SLOT_SIZE
  if (has('superclass') || has('singleton')) features |= L.FEATURE_SUPERCLASS
  if (has('called_id')) features |= L.FEATURE_CALLED_ID
  if (has('chilled')) features |= L.FEATURE_CHILLED
  if (has('coderange')) features |= L.FEATURE_CODERANGE
  if (has('free_immediately') || has('complex_shape')) features |= L.FEATURE_FREE_IMMEDIATELY
  if (type === L.TYPE_OBJECT && has('embedded')) features |= L.FEATURE_OBJECT_EMBEDDED
  if (type === L.TYPE_IMEMO && has('imemo_type')) {
    features |= L.FEATURE_IMEMO_TYPE
    if (fields['imemo_type'] === 'callcache') features |= L.FEATURE_CALLCACHE
    if (has('class')) features |= L.FEATURE_IMEMO_CLASS
  }
  const gc = fields['flags']
  if (typeof gc === 'object' && gc !== null) {
    if ('age' in gc) features |= L.FEATURE_AGE
    if ('long_lived' in gc) features |= L.FEATURE_LONG_LIVED
    if ('infant' in gc || 'young' in gc) features |= L.FEATURE_INFANT
  }
  return features
}

/** A whole number that cannot be negative; 0 for anything else. */
function number(value: unknown): number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? Math.floor(value) : 0
}

/** The same, cut to a u32 below NONE. */
function count(value: unknown): number {
  const n = number(value)
  return n >= L.NONE ? (n === L.NONE ? L.NONE : L.NONE - 1) : n
}

/** The same, NONE where it is no number. */
function countOrNone(value: unknown): number {
  return typeof value === 'number' ? count(value) : L.NONE
}

function lengthOf(type: number, fields: Fields): number {
  switch (type) {
    case L.TYPE_STRING:
    case L.TYPE_SYMBOL:
      return count(fields['bytesize'])
    case L.TYPE_ARRAY:
      return count(fields['length'])
    case L.TYPE_HASH:
      return count(fields['size'])
    case L.TYPE_OBJECT:
      return count(fields['ivars'])
    case L.TYPE_FILE:
      return typeof fields['fd'] === 'number' && fields['fd'] >= 0 ? count(fields['fd'] + 1) : 0
    default:
      return 0
  }
}
