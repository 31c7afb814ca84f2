// Columns made small for the index file. Most numbers in them are tiny, or grow by little from row
// to row, or are few different ones: bytes written are what an index costs, so each column of 32-bit
// numbers is stored by the way that suits it, exceptions aside.
// Cost: 1 to 2 ns an entry each way, against 1.9 ns a byte to write.
//
//   narrow      values below 255 (or 65,535) as one byte (or two)
//   delta       differences from the entry before, then narrow; 32-bit wrap-around is fine
//   dictionary  one byte a value, for at most 256 different ones
import { doubled } from '../base/memory.ts'

export type Packing = 'narrow' | 'delta' | 'dictionary'

export interface PackedColumn {
  readonly packing: Packing
  readonly length: number
  /** Small numbers; the largest the type can hold means: look in the exceptions. */
  readonly small: Uint8Array | Uint16Array
  /** entry -> value of the exceptions, entries ascending; for a dictionary: its values alone */
  readonly entries: Uint32Array
  readonly values: Uint32Array
}

/** Undefined where packing would not pay. */
export function packColumn(column: Uint32Array, packing: Packing): PackedColumn | undefined {
  if (packing === 'dictionary') return packDictionary(column)
  const delta = packing === 'delta'
  const limit = limitFor(column, delta)
  if (limit === undefined) return undefined
  const { length } = column
  const small = limit === 0xff ? new Uint8Array(length) : new Uint16Array(length)
  let entries = new Uint32Array(1024)
  let values = new Uint32Array(1024)
  let exceptions = 0
  let before = 0
  for (let i = 0; i < length; i++) {
    const entry = column[i]
    const value = delta ? (entry - before) >>> 0 : entry
    before = entry
    if (value < limit) {
      small[i] = value
      continue
    }
    small[i] = limit
    if (exceptions === entries.length) {
      entries = doubled(entries)
      values = doubled(values)
    }
    entries[exceptions] = i
    values[exceptions++] = value
  }
  return {
    packing,
    length,
    small,
    entries: entries.subarray(0, exceptions),
    values: values.subarray(0, exceptions),
  }
}

export function unpackColumn({
  packing,
  length,
  small,
  entries,
  values,
}: PackedColumn): Uint32Array {
  const column = new Uint32Array(length)
  if (packing === 'dictionary') {
    for (let i = 0; i < length; i++) column[i] = values[small[i]]
    return column
  }
  if (packing === 'narrow') {
    column.set(small)
    for (let i = 0; i < entries.length; i++) column[entries[i]] = values[i]
    return column
  }
  const limit = small instanceof Uint8Array ? 0xff : 0xffff
  let exception = 0
  let before = 0
  for (let i = 0; i < length; i++) {
    const step = small[i]
    before = (before + (step === limit ? values[exception++] : step)) >>> 0
    column[i] = before
  }
  return column
}

/** The width that leaves few exceptions, by a sample of 64 K entries spread over the column. */
function limitFor(column: Uint32Array, delta: boolean): number | undefined {
  const step = Math.max(1, Math.floor(column.length / 65_536))
  let sampled = 0
  let overByte = 0
  let overShort = 0
  for (let i = step; i < column.length; i += step) {
    const value = delta ? (column[i] - column[i - 1]) >>> 0 : column[i]
    sampled++
    if (value >= 0xff) overByte++
    if (value >= 0xffff) overShort++
  }
  // An exception costs 8 bytes.
  const byteCost = 1 + (8 * overByte) / sampled
  const shortCost = 2 + (8 * overShort) / sampled
  if (sampled === 0 || Math.min(byteCost, shortCost) > 3) return undefined
  return byteCost <= shortCost ? 0xff : 0xffff
}

function packDictionary(column: Uint32Array): PackedColumn | undefined {
  const { length } = column
  const small = new Uint8Array(length)
  const numbers = new Map<number, number>()
  let last = -1
  let number = 0
  for (let i = 0; i < length; i++) {
    const value = column[i]
    // Neighbours are mostly alike: the map is asked once in a while only.
    if (value !== last) {
      last = value
      const known = numbers.get(value)
      if (known !== undefined) number = known
      else {
        number = numbers.size
        if (number === 256) return undefined
        numbers.set(value, number)
      }
    }
    small[i] = number
  }
  return {
    packing: 'dictionary',
    length,
    small,
    entries: new Uint32Array(0),
    values: Uint32Array.from(numbers.keys()),
  }
}
