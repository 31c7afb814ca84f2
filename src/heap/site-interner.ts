// Global numbers for allocation sites. Parts bring sites as raw text bytes; a traced dump of a
// million objects repeats some ten thousand of them in every part, so they are compared as bytes
// (open addressing over a growing pool) and decoded only once at the end.
import { NONE } from '../base/record.ts'
import type { SiteTable } from './site-table.ts'

export class SiteInterner {
  private pool = new Uint8Array(1 << 16)
  private poolEnd = 0
  /** site -> end of its text in the pool */
  private ends = new Uint32Array(1 << 10)
  /** hash slot -> site + 1 */
  private slots = new Uint32Array(1 << 12)
  private hashes = new Uint32Array(1 << 10)
  count = 0

  /** The global number of each site of a part. */
  internAll(bytes: Uint8Array, ends: Uint32Array): Uint32Array {
    const numbers = new Uint32Array(ends.length)
    for (let i = 0; i < ends.length; i++) {
      numbers[i] = this.intern(bytes, i === 0 ? 0 : ends[i - 1], ends[i])
    }
    return numbers
  }

  toTable(): SiteTable {
    const strings: string[] = []
    const numberOf = new Map<string, number>()
    const intern = (text: string): number => {
      let number = numberOf.get(text)
      if (number === undefined) {
        number = strings.length
        numberOf.set(text, number)
        strings.push(text)
      }
      return number
    }
    const file = new Uint32Array(this.count).fill(NONE)
    const line = new Float64Array(this.count)
    const method = new Uint32Array(this.count).fill(NONE)
    const decoder = new TextDecoder()
    for (let i = 0; i < this.count; i++) {
      const text = decoder.decode(this.pool.subarray(i === 0 ? 0 : this.ends[i - 1], this.ends[i]))
      const site = parseSite(text)
      file[i] = intern(site.file)
      line[i] = site.line
      if (site.method !== undefined) method[i] = intern(site.method)
    }
    return { count: this.count, file, line, method, strings }
  }

  private intern(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
    hash = (hash ^ (hash >>> 15)) >>> 0
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (;;) {
      const entry = this.slots[slot]
      if (entry === 0) break
      if (this.hashes[entry - 1] === hash && this.equals(entry - 1, bytes, from, to))
        return entry - 1
      slot = (slot + 1) & mask
    }
    const site = this.count++
    this.slots[slot] = site + 1
    this.append(site, hash, bytes, from, to)
    if (this.count * 2 > this.slots.length) this.rehash()
    return site
  }

  private equals(site: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = site === 0 ? 0 : this.ends[site - 1]
    if (this.ends[site] - start !== to - from) return false
    for (let i = from; i < to; i++) if (this.pool[start + i - from] !== bytes[i]) return false
    return true
  }

  private append(site: number, hash: number, bytes: Uint8Array, from: number, to: number): void {
    const end = this.poolEnd + (to - from)
    if (end > this.pool.length) this.pool = grown(this.pool, Math.max(end, this.pool.length * 2))
    this.pool.set(bytes.subarray(from, to), this.poolEnd)
    this.poolEnd = end
    if (site === this.ends.length) {
      this.ends = grown(this.ends, site * 2)
      this.hashes = grown(this.hashes, site * 2)
    }
    this.ends[site] = end
    this.hashes[site] = hash
  }

  private rehash(): void {
    this.slots = new Uint32Array(this.slots.length * 2)
    const mask = this.slots.length - 1
    for (let site = 0; site < this.count; site++) {
      let slot = this.hashes[site] & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = site + 1
    }
  }
}

function grown<T extends Uint8Array | Uint32Array>(array: T, length: number): T {
  const Type = array.constructor as new (length: number) => T
  const copy = new Type(length)
  copy.set(array as never)
  return copy
}

/** `"file":"…"[, "line":N][, "method":"…"]`; the file is raw text, the method JSON-escaped. */
function parseSite(text: string): { file: string; line: number; method: string | undefined } {
  let rest = text
  let method: string | undefined
  const methodAt =
    rest.lastIndexOf('", "method":"') >= 0
      ? rest.lastIndexOf('", "method":"') + 1
      : rest.lastIndexOf(', "method":"')
  if (methodAt >= 0) {
    const raw = rest.slice(methodAt + 12, -1)
    method = raw
    if (raw.includes('\\')) {
      try {
        method = JSON.parse(`"${raw}"`) as string
      } catch {
        // Raw text of an old Ruby.
      }
    }
    rest = rest.slice(0, methodAt)
  }
  let line = 0
  const digits = /, "line":(-?\d+)$/.exec(rest)
  if (digits) {
    // Written as unsigned long of an int: eval with a negative line gives 2^64 - n.
    line = Number(BigInt.asIntN(64, BigInt(digits[1])))
    rest = rest.slice(0, digits.index)
  }
  return { file: rest.slice('"file":"'.length, -1), line, method }
}
