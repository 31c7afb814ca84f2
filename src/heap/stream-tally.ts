// Counts and bytes by type and class in one pass, in memory that does not grow with the heap: what
// `summary --stream` answers for dumps whose graph would not fit. Only classes are remembered.
import {
  FLAG_CLASS_EDGE,
  FLAG_SINGLETON,
  AUX_NAME,
  AUX_SUPERCLASS,
  NONE,
  TYPE_CLASS,
  TYPE_ICLASS,
  TYPE_IMEMO,
  TYPE_MODULE,
} from '../base/record.ts'
import { DAMAGE_NOTES } from '../dump/damage.ts'
import type { DamageReport } from '../dump/damage.ts'
import type { Part } from '../dump/part.ts'

export interface Tally {
  readonly name: string
  readonly count: number
  readonly bytes: number
}

export interface StreamTally {
  readonly objects: number
  readonly bytes: number
  /** TYPE_* -> count and bytes */
  readonly types: readonly {
    readonly type: number
    readonly count: number
    readonly bytes: number
  }[]
  readonly classes: readonly Tally[]
  readonly damage: DamageReport
}

interface KnownClass {
  name: string
  superclass: number
  singleton: boolean
}

const TYPES = 32

export class StreamTallier {
  private readonly typeCount = new Float64Array(TYPES)
  private readonly typeBytes = new Float64Array(TYPES)
  /** address of a class -> [count, bytes] of its direct instances */
  private readonly instances = new Map<number, [number, number]>()
  private readonly unclassed = new Map<string, [number, number]>()
  private readonly known = new Map<number, KnownClass>()
  private readonly notes: DamageReport['notes'][number][] = []
  private badLines = 0
  private repaired = 0
  private truncated = false
  private roots = 0
  private freeSlots = 0

  append(part: Part): void {
    const { type, flags, size, refEnd, refs, code, word } = part
    const giants = new Map(part.giants)
    let from = 0
    for (let row = 0; row < part.rows; row++) {
      const bytes = giants.get(row) ?? size[row]
      const kind = type[row]
      this.typeCount[kind]++
      this.typeBytes[kind] += bytes
      if ((flags[row] & FLAG_CLASS_EDGE) !== 0 && kind !== TYPE_IMEMO && kind !== TYPE_ICLASS) {
        add(this.instances, addressOf(part, refs[from]), bytes)
      } else {
        const name =
          kind === TYPE_IMEMO ? `IMEMO ${part.words[word[row] - 1] ?? ''}`.trim() : `#${kind}`
        add(this.unclassed, name, bytes)
      }
      if (kind === TYPE_CLASS || kind === TYPE_MODULE || kind === TYPE_ICLASS) {
        const singleton = (flags[row] & FLAG_SINGLETON) !== 0 || kind === TYPE_ICLASS
        this.known.set(addressOf(part, code[row]), { name: '', superclass: NaN, singleton })
      }
      from = refEnd[row]
    }
    for (let i = 0; i < part.aux.length; i += 3) {
      const known = this.known.get(addressOf(part, code[part.aux[i + 1]]))
      if (!known) continue
      if (part.aux[i] === AUX_NAME) known.name = part.texts[part.aux[i + 2]]
      else if (part.aux[i] === AUX_SUPERCLASS) known.superclass = addressOf(part, part.aux[i + 2])
    }
    for (const note of part.notes) if (this.notes.length < DAMAGE_NOTES) this.notes.push(note)
    this.badLines += part.badLines
    this.repaired += part.repaired
    this.truncated ||= part.truncated
    this.roots += part.roots.length + part.shapes.length
    this.freeSlots += part.freeSlots
  }

  /** `typeName`: TYPE_* to its word, for objects without a class. */
  finish(typeName: (type: number) => string): StreamTally | undefined {
    const types = []
    for (let type = 0; type < TYPES; type++) {
      if (this.typeCount[type] === 0) continue
      types.push({ type, count: this.typeCount[type], bytes: this.typeBytes[type] })
    }
    const named = new Map<string, [number, number]>()
    for (const [address, [count, bytes]] of this.instances)
      merge(named, this.nameOf(address), count, bytes)
    for (const [key, [count, bytes]] of this.unclassed) {
      const name = key.startsWith('#') ? `(internal ${typeName(Number(key.slice(1)))})` : key
      merge(named, name, count, bytes)
    }
    const objects = types.reduce((sum, { count }) => sum + count, 0)
    if (objects === 0 && this.roots === 0 && this.freeSlots === 0) return undefined
    return {
      objects,
      bytes: types.reduce((sum, { bytes }) => sum + bytes, 0),
      types: types.sort((a, b) => b.bytes - a.bytes),
      classes: [...named]
        .map(([name, [count, bytes]]) => ({ name, count, bytes }))
        .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
      damage: {
        badLines: this.badLines,
        repaired: this.repaired,
        truncated: this.truncated,
        notes: this.notes,
      },
    }
  }

  /** The class to count by: past singleton classes and included modules. */
  private nameOf(address: number): string {
    let known = this.known.get(address)
    // A damaged dump may hold a circle of superclasses.
    for (let left = 1000; known?.singleton && left > 0; left--)
      known = this.known.get(known.superclass)
    if (!known) return '(class not in this dump)'
    return known.name === '' ? '(anonymous class)' : known.name
  }
}

function addressOf(part: Part, code: number): number {
  return code === NONE ? NaN : part.pages[code >>> 14] * 65_536 + (code & 0x3fff) * 4
}

function add<K>(into: Map<K, [number, number]>, key: K, bytes: number): void {
  merge(into, key, 1, bytes)
}

function merge<K>(into: Map<K, [number, number]>, key: K, count: number, bytes: number): void {
  const entry = into.get(key)
  if (entry) {
    entry[0] += count
    entry[1] += bytes
  } else into.set(key, [count, bytes])
}
