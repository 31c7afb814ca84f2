// Opens an index file: tail, head, and each section when it is asked for. Whatever is wrong with it
// (another version, another dump, cut off, a flipped bit) makes it unusable, never wrong.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { unpackColumn } from '../../heap/packed-column.ts'
import { checksum } from './checksum.ts'
import { INDEX_MAGIC, INDEX_VERSION, PIECE_BYTES, TAIL_BYTES } from './index-writer.ts'
import type { IndexHead, SectionArray, SectionPlace } from './index-writer.ts'

/** Why an index cannot be used, in words. */
export class IndexUnusable extends Error {
  override readonly name = 'IndexUnusable'
}

type Allocate = (bytes: number) => ArrayBufferLike

export interface OpenIndex {
  readonly meta: unknown
  readonly bytes: number
  /** Reads a section; throws IndexUnusable where its checksum is wrong. */
  load(name: string): SectionArray
  has(name: string): boolean
  close(): void
}

/**
 * @param allocate memory that sections are read into
 * @returns undefined where there is none
 */
export function openIndex(
  file: string,
  allocate: Allocate = (bytes) => new ArrayBuffer(bytes),
): OpenIndex | undefined {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return undefined
  }
  try {
    return readIndex(fd, allocate)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function readIndex(fd: number, allocate: Allocate): OpenIndex {
  const { size } = fstatSync(fd)
  if (size < TAIL_BYTES) throw new IndexUnusable('it is cut off')
  const tail = new DataView(read(fd, size - TAIL_BYTES, TAIL_BYTES).buffer)
  let magic = ''
  for (let i = 0; i < INDEX_MAGIC.length; i++) magic += String.fromCharCode(tail.getUint8(24 + i))
  if (magic !== INDEX_MAGIC) throw new IndexUnusable('it is cut off or no index')
  if (tail.getUint32(16, true) !== INDEX_VERSION) {
    throw new IndexUnusable('another version of Loupe wrote it')
  }
  const headOffset = tail.getFloat64(0, true)
  const headBytes = tail.getUint32(8, true)
  if (headOffset + headBytes + TAIL_BYTES !== size) throw new IndexUnusable('it is cut off')
  const headText = read(fd, headOffset, headBytes)
  if (checksum(headText, 0) !== tail.getUint32(12, true)) throw new IndexUnusable('it is damaged')
  const head = JSON.parse(new TextDecoder().decode(headText)) as IndexHead
  const places = new Map(head.sections.map((place) => [place.name, place]))
  return {
    meta: head.meta,
    bytes: size,
    has: (name) => places.has(name),
    load(name) {
      const place = places.get(name)
      if (!place) throw new IndexUnusable(`it has no section ${name}`)
      if (place.packing === undefined) return expand(section(fd, place, allocate), place)
      const small = section(fd, place, allocate) as Uint8Array | Uint16Array
      const entries = this.load(`${name}.entries`) as Uint32Array
      const values = this.load(`${name}.values`) as Uint32Array
      const { packing } = place
      return expand(unpackColumn({ packing, length: small.length, small, entries, values }), place)
    },
    close: () => closeSync(fd),
  }
}

function expand(array: SectionArray, { repeated, wide }: SectionPlace): SectionArray {
  if (repeated !== undefined) {
    const Type = array.constructor as new (length: number) => SectionArray
    return new Type(repeated).fill(array[0])
  }
  if (wide === undefined) return array
  const values = new Float64Array(array)
  for (const [entry, value] of wide) values[entry] = value
  return values
}

function section(fd: number, place: SectionPlace, allocate: Allocate): SectionArray {
  const buffer = allocate(place.bytes)
  let sum = 0
  for (let at = 0; at < place.bytes; at += PIECE_BYTES) {
    const piece = new Uint8Array(buffer, at, Math.min(PIECE_BYTES, place.bytes - at))
    readInto(fd, piece, place.offset + at)
    // Summed while the piece is still in the cache.
    sum = checksum(piece, sum)
  }
  if (sum !== place.checksum) throw new IndexUnusable(`its section ${place.name} is damaged`)
  switch (place.type) {
    case 'u8':
      return new Uint8Array(buffer)
    case 'u16':
      return new Uint16Array(buffer)
    case 'u32':
      return new Uint32Array(buffer)
    case 'f64':
      return new Float64Array(buffer)
  }
}

function read(fd: number, offset: number, bytes: number): Uint8Array<ArrayBuffer> {
  const target = new Uint8Array(bytes)
  readInto(fd, target, offset)
  return target
}

function readInto(fd: number, target: Uint8Array, offset: number): void {
  let done = 0
  while (done < target.length) {
    const got = readPiece(fd, target, done, offset + done)
    if (got === 0) throw new IndexUnusable('it is cut off')
    done += got
  }
}

function readPiece(fd: number, target: Uint8Array, done: number, offset: number): number {
  try {
    return readSync(fd, target, done, target.length - done, offset)
  } catch (error) {
    throw new IndexUnusable(`it cannot be read: ${(error as Error).message}`)
  }
}
