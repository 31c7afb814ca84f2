// Writes an index file: sections of raw little-endian numbers, then a JSON head that says where
// each lies, then a tail that says where the head lies. It is written under a temporary name and
// renamed when whole, so that no reader ever sees half of one. Every section carries a checksum:
// an index that a crash or a bit flip has damaged is found out when the section is read.
// (No fsync: with checksums a lost page costs a rebuild, while flushing 800 MB costs seconds.)
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LoupeError } from '../../base/errors.ts'
import { packColumn } from '../../heap/packed-column.ts'
import type { Packing } from '../../heap/packed-column.ts'
import { checksum } from './checksum.ts'
import { sweep } from './temporary-file.ts'

export type SectionArray = Uint8Array | Uint16Array | Uint32Array | Float64Array

export interface SectionPlace {
  readonly name: string
  readonly type: 'u8' | 'u16' | 'u32' | 'f64'
  readonly offset: number
  readonly bytes: number
  readonly checksum: number
  /** All this many entries are the one that is stored (no shapes before Ruby 3.2, and the like). */
  readonly repeated?: number
  /** Packed: `name.entries` and `name.values` belong to it (heap/packed-column.ts). */
  readonly packing?: Packing
  /** Numbers of 64 bits stored as 32; these entries were too large for that. */
  readonly wide?: readonly (readonly [entry: number, value: number])[]
}

export interface IndexHead {
  readonly sections: readonly SectionPlace[]
  /** Whatever the writer's caller wants back. */
  readonly meta: unknown
}

export const INDEX_MAGIC = 'LOUPEIDX'
/** Raise it with every change of what an index holds or means. */
export const INDEX_VERSION = 2
export const TAIL_BYTES = 32

const NARROW_LIMIT = 0xffffffff

/** Sections worth packing, and how. */
const PACKINGS: Readonly<Record<string, Packing>> = {
  'column.flags': 'dictionary',
  'column.size': 'narrow',
  'column.length': 'narrow',
  'column.shape': 'narrow',
  'column.site': 'narrow',
  'column.generation': 'narrow',
  'column.lineLow': 'delta',
  'graph.offsets': 'delta',
  'tree.subtree': 'narrow',
}

/**
 * One write call a piece: a single write of gigabytes would not be interruptible. Checksums go from
 * piece to piece, so readers must use the same.
 */
export const PIECE_BYTES = 8 << 20

export class IndexWriter {
  private readonly file: string
  private readonly temporary: string
  private readonly fd: number
  private readonly sections: SectionPlace[] = []
  private position = 0
  /** A file descriptor that is closed twice may be somebody else's by then. */
  private open = true

  /** `temporary`: its name until it is whole, of temporary-file.ts. */
  constructor(file: string, temporary: string) {
    this.file = file
    this.temporary = temporary
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      sweep(file)
      // Private: an index names classes and files of somebody's program.
      this.fd = openSync(this.temporary, 'w', 0o600)
    } catch (error) {
      throw writeError(file, error)
    }
  }

  add(name: string, array: SectionArray): void {
    if (array.length > 1000 && isConstant(array)) {
      this.addBytes(name, array.subarray(0, 1), { repeated: array.length })
    } else if (array instanceof Float64Array && name === 'tree.retained') {
      const { narrow, wide } = narrowed(array)
      this.addPacked(name, narrow, 'narrow', { wide })
    } else if (array instanceof Uint32Array && name in PACKINGS) {
      this.addPacked(name, array, PACKINGS[name])
    } else this.addBytes(name, array)
  }

  private addPacked(
    name: string,
    array: Uint32Array,
    packing: Packing,
    more: Partial<SectionPlace> = {},
  ): void {
    const packed = packColumn(array, packing)
    if (!packed) {
      this.addBytes(name, array, more)
      return
    }
    this.addBytes(name, packed.small, { ...more, packing })
    this.addBytes(`${name}.entries`, packed.entries)
    this.addBytes(`${name}.values`, packed.values)
  }

  private addBytes(name: string, array: SectionArray, more: Partial<SectionPlace> = {}): void {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    const offset = this.position
    let sum = 0
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, Math.min(at + PIECE_BYTES, bytes.length))
      sum = checksum(piece, sum)
      this.write(piece)
    }
    this.sections.push({
      name,
      type: typeOf(array),
      offset,
      bytes: bytes.length,
      checksum: sum,
      ...more,
    })
    // Sections start at multiples of 8, so that any of them can be read into its array at once.
    if (this.position % 8 !== 0) this.write(new Uint8Array(8 - (this.position % 8)))
  }

  /** Writes the head, gives the file its name; returns its size. `meta` is JSON text. */
  finish(meta: string): number {
    const head = new TextEncoder().encode(
      `{"sections":${JSON.stringify(this.sections)},"meta":${meta}}`,
    )
    const headOffset = this.position
    this.write(head)
    const tail = new DataView(new ArrayBuffer(TAIL_BYTES))
    tail.setFloat64(0, headOffset, true)
    tail.setUint32(8, head.length, true)
    tail.setUint32(12, checksum(head, 0), true)
    tail.setUint32(16, INDEX_VERSION, true)
    for (let i = 0; i < INDEX_MAGIC.length; i++) tail.setUint8(24 + i, INDEX_MAGIC.charCodeAt(i))
    this.write(new Uint8Array(tail.buffer))
    this.open = false
    closeSync(this.fd)
    try {
      renameSync(this.temporary, this.file)
    } catch (error) {
      rmSync(this.temporary, { force: true })
      throw writeError(this.file, error)
    }
    return this.position
  }

  /** Leaves nothing behind. */
  abandon(): void {
    if (!this.open) return
    this.open = false
    closeSync(this.fd)
    rmSync(this.temporary, { force: true })
  }

  private write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.fd, bytes, done, bytes.length - done)
      }
    } catch (error) {
      this.abandon()
      throw writeError(this.file, error)
    }
    this.position += bytes.length
  }
}

/** Sizes nearly all fit 32 bits. */
function narrowed(array: Float64Array): { narrow: Uint32Array; wide: [number, number][] } {
  const narrow = new Uint32Array(array.length)
  const wide: [number, number][] = []
  for (let i = 0; i < array.length; i++) {
    const value = array[i]
    if (value < NARROW_LIMIT) narrow[i] = value
    else {
      narrow[i] = NARROW_LIMIT
      wide.push([i, value])
    }
  }
  return { narrow, wide }
}

function isConstant(array: SectionArray): boolean {
  const first = array[0]
  for (let i = 1; i < array.length; i++) if (array[i] !== first) return false
  return true
}

function typeOf(array: SectionArray): SectionPlace['type'] {
  if (array instanceof Uint8Array) return 'u8'
  if (array instanceof Uint16Array) return 'u16'
  return array instanceof Uint32Array ? 'u32' : 'f64'
}

/** A failed write to the cache folder, in words. */
export function writeError(
  file: string,
  error: unknown,
  next = 'Do without (--no-index; index: false in a program), or point LOUPE_CACHE_DIR to a folder with room.',
): LoupeError {
  const code = (error as NodeJS.ErrnoException).code
  const why =
    code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
      ? 'there is no room left'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'it may not be written to'
        : (error as Error).message
  return new LoupeError(
    'disk-full',
    `Cannot write to the cache folder ${dirname(file)}: ${why}.`,
    next,
  )
}
