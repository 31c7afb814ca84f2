// A scanned part in plain words, and the same from JSON.parse: what a row must say about its line.
import * as R from '../../src/base/record.ts'
import { contentHash, contentHashHigh } from '../../src/kernel/content-hash.ts'
import type { Part } from '../../src/dump/part.ts'
import { TYPE_NUMBERS } from '../../src/base/type-names.ts'
import { SiteInterner } from '../../src/heap/site-interner.ts'

export interface PlainRow {
  address: string
  type: number
  flags: number
  shape: number
  slot: number
  size: number
  length: number
  /** The class first, where it is an edge; '?' for what is no address. */
  refs: string[]
  word: string
  /** Low and high half, 0 without a value. */
  hash: [number, number]
  generation: number
  file: string | undefined
  line: number
  method: string | undefined
  capacity: number | undefined
  superclass: string | undefined
  name: string | undefined
  realName: string | undefined
}

export function rowsOf(part: Part): PlainRow[] {
  const aux = new Map<string, number>()
  for (let i = 0; i < part.aux.length; i += 3) {
    aux.set(`${part.aux[i]}:${part.aux[i + 1]}`, part.aux[i + 2])
  }
  const text = (kind: number, row: number): string | undefined => {
    const number = aux.get(`${kind}:${row}`)
    return number === undefined ? undefined : part.texts[number]
  }
  const giants = new Map(part.giants)
  const interner = new SiteInterner()
  const siteNumbers = interner.internAll(part.siteBytes, part.siteEnds)
  const sites = interner.toTable()
  const rows: PlainRow[] = []
  for (let row = 0; row < part.rows; row++) {
    const from = row === 0 ? 0 : part.refEnd[row - 1]
    const superclass = aux.get(`${R.AUX_SUPERCLASS}:${row}`)
    const local = part.site.length === 0 ? R.NONE : part.site[row]
    const site = local === R.NONE ? undefined : siteNumbers[local]
    const method = site === undefined ? R.NONE : sites.method[site]
    rows.push({
      address: addressOf(part, part.code[row]),
      type: part.type[row],
      flags: part.flags[row],
      shape: part.shape[row],
      slot: part.slot[row],
      size: giants.get(row) ?? part.size[row],
      length: part.length[row],
      refs: Array.from(part.refs.subarray(from, part.refEnd[row]), (code) => addressOf(part, code)),
      word: part.word[row] === 0 ? '' : part.words[part.word[row] - 1],
      hash: [part.hashLow[row], part.hashHigh[row]],
      generation: part.generation.length === 0 ? R.NONE : part.generation[row],
      file: site === undefined ? undefined : sites.strings[sites.file[site]],
      line: site === undefined ? 0 : sites.line[site],
      method: method === R.NONE ? undefined : sites.strings[method],
      capacity: aux.get(`${R.AUX_CAPACITY}:${row}`),
      superclass: superclass === undefined ? undefined : addressOf(part, superclass),
      name: text(R.AUX_NAME, row),
      realName: text(R.AUX_REAL_NAME, row),
    })
  }
  return rows
}

function addressOf(part: Part, code: number): string {
  if (code === R.NONE) return '?'
  const page = BigInt(part.pages[code >>> 14])
  return `0x${(page * 65_536n + BigInt((code & 0x3fff) * 4)).toString(16)}`
}

type Fields = Readonly<Record<string, unknown>>

const FIELD_BITS: Readonly<Record<string, number>> = {
  frozen: R.FLAG_FROZEN,
  embedded: R.FLAG_EMBEDDED,
  shared: R.FLAG_SHARED,
  fstring: R.FLAG_FSTRING,
  chilled: R.FLAG_CHILLED,
  broken: R.FLAG_BROKEN,
  singleton: R.FLAG_SINGLETON,
  too_complex_shape: R.FLAG_TOO_COMPLEX,
  complex_shape: R.FLAG_TOO_COMPLEX,
}

const GC_BITS: Readonly<Record<string, number>> = {
  wb_protected: R.FLAG_WB_PROTECTED,
  old: R.FLAG_OLD,
  uncollectible: R.FLAG_UNCOLLECTIBLE,
  marking: R.FLAG_MARKING,
  marked: R.FLAG_MARKED,
  pinned: R.FLAG_PINNED,
  remembered: R.FLAG_REMEMBERED,
  shareable: R.FLAG_SHAREABLE,
  infant: R.FLAG_INFANT,
  young: R.FLAG_YOUNG,
  long_lived: R.FLAG_LONG_LIVED,
}

const LENGTH_KEYS: Readonly<Record<string, string>> = {
  STRING: 'bytesize',
  SYMBOL: 'bytesize',
  ARRAY: 'length',
  HASH: 'size',
  OBJECT: 'ivars',
}

/**
 * The row that a valid JSON line of an object must give; undefined where it gives none (free slots,
 * impossible addresses, what is no object). `file` is the raw text between its quotes.
 */
export function expectedRow(line: Uint8Array): PlainRow | undefined {
  const text = new TextDecoder().decode(line)
  const fields = JSON.parse(text) as Fields
  const type = fields['type']
  const address = canonical(fields['address'])
  if (typeof type !== 'string' || address === '?' || ['NONE', 'ROOT', 'SHAPE'].includes(type)) {
    return undefined
  }
  const isText = type === 'STRING' || type === 'SYMBOL'
  const isClass = type === 'CLASS' || type === 'ICLASS' || type === 'MODULE'
  const imemo =
    type === 'IMEMO' && typeof fields['imemo_type'] === 'string' ? fields['imemo_type'] : ''
  const refs = Array.isArray(fields['references'])
    ? fields['references'].filter((reference) => reference !== '0x').map(canonical)
    : []
  let flags = 0
  for (const [key, bit] of Object.entries(FIELD_BITS)) if (fields[key] === true) flags |= bit
  const gc = fields['flags']
  if (typeof gc === 'object' && gc !== null) {
    const words = gc as Fields
    for (const [key, bit] of Object.entries(GC_BITS)) if (words[key] === true) flags |= bit
    const age = words['age']
    if (typeof age === 'number' && age >= 0 && age <= 3) flags |= age | R.FLAG_AGED
  }
  if (fields['references'] !== undefined && !Array.isArray(fields['references'])) {
    flags |= R.FLAG_REPAIRED
  }
  const range = ['unknown', '7bit', 'valid', 'broken'].indexOf(fields['coderange'] as string)
  if (range >= 0) flags |= (range + 1) << R.FLAG_CODERANGE_SHIFT
  const classField = fields['class']
  if (typeof classField === 'string' && classField !== '0x' && type !== 'ZOMBIE') {
    const own = canonical(classField)
    // An IMEMO's first word may be nil, a flonum and the like.
    const isObject = type !== 'IMEMO' || (own !== '?' && BigInt(own) >= R.LOWEST_OBJECT)
    if (isObject && imemo !== 'callcache') {
      refs.unshift(own)
      flags |= R.FLAG_CLASS_EDGE
    }
  }
  let hash: [number, number] = [0, 0]
  if (isText && typeof fields['value'] === 'string') {
    flags |= R.FLAG_VALUE
    const raw = new TextEncoder().encode(rawText(text, 'value'))
    const low = contentHash(raw, 0, raw.length)
    hash = [low, contentHashHigh]
  }
  const word =
    type === 'IMEMO' ? imemo : type === 'DATA' ? fields['struct'] : isText ? fields['encoding'] : ''
  const fd = fields['fd']
  const traced = typeof fields['file'] === 'string'
  return {
    address,
    type: Object.hasOwn(TYPE_NUMBERS, type) ? TYPE_NUMBERS[type] : R.TYPE_UNKNOWN,
    flags,
    shape: u32(fields['shape_id']) ?? R.NONE,
    slot: Math.min(u32(fields['slot_size']) ?? 0, 0xffff),
    size: whole(fields['memsize']) ?? 0,
    length:
      type === 'FILE'
        ? typeof fd === 'number' && fd >= 0
          ? (u32(fd + 1) ?? 0)
          : 0
        : type in LENGTH_KEYS
          ? (u32(fields[LENGTH_KEYS[type]]) ?? 0)
          : 0,
    refs,
    word: textOf(word) ?? '',
    hash,
    generation: u32(fields['generation']) ?? R.NONE,
    file: traced ? rawText(text, 'file') : undefined,
    line: traced ? signedLine(text, fields['line']) : 0,
    method: traced && typeof fields['method'] === 'string' ? fields['method'] : undefined,
    capacity: isText ? u32(fields['capacity']) : undefined,
    superclass:
      isClass && typeof fields['superclass'] === 'string'
        ? canonical(fields['superclass'])
        : undefined,
    name: isClass ? textOf(fields['name']) : undefined,
    realName: isClass ? textOf(fields['real_class_name']) : undefined,
  }
}

/** '0x…' without leading zeros, in lower case; '?' for what cannot be an object's address. */
function canonical(address: unknown): string {
  if (typeof address !== 'string' || !/^0x0*[0-9a-f]{1,16}$/i.test(address)) return '?'
  const value = BigInt(address)
  return value % 4n === 0n ? `0x${value.toString(16)}` : '?'
}

/** A text as UTF-8 can hold it: half a surrogate pair (`"\\ud83d"`) becomes U+FFFD. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return new TextDecoder().decode(new TextEncoder().encode(value))
}

/** A whole number that is not negative; no number: undefined. */
function whole(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined
  return value >= 0 && Number.isFinite(value) ? Math.floor(value) + 0 : 0
}

/** The same in 32 bits; what is larger is the largest that is not NONE. */
function u32(value: unknown): number | undefined {
  const n = whole(value)
  return n === undefined || n <= R.NONE ? n : R.NONE - 1
}

/** The text between the quotes of a string field, as the line has it. */
function rawText(text: string, key: string): string {
  const pattern = new RegExp(`(?<!\\\\)"${key}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`, 'gs')
  return [...text.matchAll(pattern)].at(-1)?.[1] ?? ''
}

/** Written as unsigned 64 bits of a signed number. */
function signedLine(text: string, line: unknown): number {
  if (typeof line !== 'number') return 0
  if (Math.abs(line) <= Number.MAX_SAFE_INTEGER) return Math.trunc(line) + 0
  const digits = [...text.matchAll(/"line"\s*:\s*(-?\d+)/g)].at(-1)?.[1] ?? '0'
  // 1e308 is no line.
  return Number(digits) === line ? Number(BigInt.asIntN(64, BigInt(digits))) : 0
}
