// The properties of objects as their lines have them, read the obvious way.
import type { SlowObject } from '../../../test/reference/slow-heap.ts'

type Fields = Readonly<Record<string, unknown>>
export type SlowNumber = (fields: Fields) => number | null
export type SlowText = (fields: Fields) => string | null
export type SlowFlag = (fields: Fields) => boolean

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function location({ file, line }: Fields): string | null {
  if (typeof file !== 'string') return null
  return typeof line === 'number' && line !== 0 ? `${file}:${line}` : file
}

function inFlags(name: string): SlowFlag {
  return ({ flags }) => ((flags ?? {}) as Fields)[name] === true
}

export const SLOW_NUMBERS: Readonly<Record<string, SlowNumber>> = {
  memsize: ({ memsize }) => number(memsize) ?? 0,
  slotSize: ({ slot_size }) => number(slot_size),
  shapeId: ({ shape_id }) => number(shape_id),
  generation: ({ generation }) => number(generation),
  line: ({ line }) => (line === 0 ? null : number(line)),
  length({ type, bytesize, length, size, shared }) {
    if (type === 'STRING') return shared === true ? null : (number(bytesize) ?? 0)
    if (type === 'SYMBOL') return number(bytesize) ?? 0
    if (type === 'ARRAY') return number(length) ?? 0
    return type === 'HASH' ? (number(size) ?? 0) : null
  },
}

export const SLOW_TEXTS: Readonly<Record<string, SlowText>> = {
  type: ({ type }) => text(type),
  imemoType: ({ type, imemo_type }) => (type === 'IMEMO' ? text(imemo_type) : null),
  struct: ({ type, struct }) => (type === 'DATA' ? text(struct) : null),
  file: ({ file }) => text(file),
  method: ({ method }) => text(method),
  location,
}

export const SLOW_FLAGS: Readonly<Record<string, SlowFlag>> = {
  old: (fields) => inFlags('old')(fields) || ((fields['flags'] ?? {}) as Fields)['age'] === 3,
  wbProtected: inFlags('wb_protected'),
  frozen: ({ frozen }) => frozen === true,
  embedded: ({ embedded }) => embedded === true,
  shared: ({ shared }) => shared === true,
}

export function column<Value>(
  objects: readonly SlowObject[],
  read: (fields: Fields) => Value,
): Value[] {
  return objects.map(({ fields }) => read(fields))
}
