// What the user named, as a source of uncompressed bytes. gzip and zstd are known by their first
// bytes, whatever the name; several gzip members in a row are one stream. Compressed data and stdin
// have no random access, so they are unpacked once: into memory while small, else to a file in the
// cache folder (`--no-spill` forbids that).
import {
  createReadStream,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  renameSync,
  statSync,
  utimesSync,
  existsSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import * as zlib from 'node:zlib'
import { formatBytes } from '../../base/format.ts'
import { LoupeError } from '../../base/errors.ts'
import type { OnProgress } from '../../base/progress.ts'
import type { ByteSource } from '../../dump/byte-source.ts'
import { memorySource } from '../../dump/memory-source.ts'
import type { Summary } from '../../workbench/results.ts'
import { cacheFile, cacheFolder } from './cache-folder.ts'
import { openFile, readError } from './file-source.ts'
import type { FileSource } from './file-source.ts'
import { writeError } from './index-writer.ts'
import {
  dropTemporary,
  noLongerTemporary,
  removeAtExit,
  sweep,
  temporaryName,
} from './temporary-file.ts'

export type Compression = 'gzip' | 'zstd'

export interface Input {
  readonly source: ByteSource
  /** The same, where the uncompressed bytes lie in a file: workers can read it. */
  readonly file: FileSource | undefined
  readonly compression: Compression | undefined
  readonly notes: readonly string[]
  /** Throws LoupeError 'changed' where the file is no longer what was opened. */
  checkUnchanged(): void
  close(): void
}

export interface InputOptions {
  /** Compressed input may be written uncompressed to the cache folder. */
  readonly spill: boolean
  readonly onProgress?: OnProgress
  /** The bytes of a dump named '-'. */
  readonly stream?: AsyncIterable<Uint8Array>
  /** What the stream is called in messages; 'standard input' unless given. */
  readonly streamName?: string
}

/** Unpacked data up to this size stays in memory. */
const MEMORY_BYTES = 192 << 20

export async function openInput(file: string, options: InputOptions): Promise<Input> {
  if (file === '-')
    return unpackStream(options.stream, options.streamName ?? 'standard input', options)
  if (isPipe(file)) return unpackStream(createReadStream(file), file, options)
  const compression = compressionOf(firstBytes(file))
  if (compression === undefined) {
    const source = openFile(file)
    return { ...inFile(source), compression, checkUnchanged: () => source.checkUnchanged() }
  }
  const kept = keptCopy(file)
  if (kept !== undefined) {
    const source = openFile(kept)
    return { ...inFile(source), compression }
  }
  const { size: total, atime, mtime } = statSync(file)
  const packed = counted(createReadStream(file, { highWaterMark: 1 << 20 }), (done) => {
    options.onProgress?.({ phase: `unpacking (${compression})`, done, total })
  })
  const unpacked = await unpack(Readable.from(packed), compression)
  const copy = cacheFile(file, 'uncompressed')
  const temporary = temporaryName(copy)
  const whole = () => {
    // Known again by its time, so it gets that before it gets its name.
    utimesSync(temporary, atime, mtime)
    renameSync(temporary, copy)
    noLongerTemporary(temporary)
    return copy
  }
  const input = await collect(
    unpacked,
    options.spill ? { file: copy, temporary, whole } : undefined,
    file,
  )
  return { ...input, compression, notes: [...input.notes, ...doubts(compression)] }
}

/** What results say of it. `bytes`: uncompressed. */
export function sourceInfo(
  name: string,
  bytes: number,
  compression: Compression | undefined,
): Summary['source'] {
  return { name, bytes, ...(compression === undefined ? {} : { compression }) }
}

/** A named pipe, or the shell's `<(…)`. */
function isPipe(file: string): boolean {
  try {
    const stat = statSync(file)
    return stat.isFIFO() || stat.isSocket() || stat.isCharacterDevice()
  } catch (error) {
    throw readError(file, error)
  }
}

/** What can be read only once; `name` is what it is called in messages. */
async function unpackStream(
  stream: AsyncIterable<Uint8Array> | undefined,
  name: string,
  options: InputOptions,
): Promise<Input> {
  if (!stream) throw new LoupeError('usage', `There is nothing on ${name}.`)
  const iterator = stream[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let headBytes = 0
  while (headBytes < 4) {
    const { value, done } = await iterator.next()
    if (done) break
    head.push(value)
    headBytes += value.length
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* head
    for (;;) {
      const { value, done } = await iterator.next()
      if (done) return
      yield value
    }
  }
  const bytesIn = counted(all(), (done) => {
    options.onProgress?.({ phase: `reading ${name}`, done, total: 0 })
  })
  const compression = compressionOf(Buffer.concat(head).subarray(0, 4))
  const bytes = compression ? await unpack(Readable.from(bytesIn), compression) : bytesIn
  const file = join(cacheFolder(), 'stream.uncompressed')
  const temporary = temporaryName(file)
  const copy = options.spill ? { file, temporary, whole: () => temporary } : undefined
  const input = await collect(bytes, copy, name)
  return {
    ...input,
    notes: [],
    compression,
    close() {
      input.close()
      if (input.file !== undefined) dropTemporary(temporary)
    },
  }
}

export function compressionOf(bytes: Uint8Array): Compression | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip'
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
    return 'zstd'
  return undefined
}

export function firstBytes(file: string): Uint8Array {
  const bytes = new Uint8Array(4)
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    throw readError(file, error)
  }
  try {
    readSync(fd, bytes, 0, 4, 0)
  } catch (error) {
    throw readError(file, error)
  } finally {
    closeSync(fd)
  }
  return bytes
}

/** A copy made before of the same file, recognised by its time; undefined where there is none. */
export function keptCopy(file: string): string | undefined {
  const copy = cacheFile(file, 'uncompressed')
  if (!existsSync(copy)) return undefined
  const made = statSync(copy)
  const original = statSync(file)
  return Math.abs(made.mtimeMs - original.mtimeMs) <= 2 ? copy : undefined
}

function inFile(source: FileSource): Omit<Input, 'compression'> {
  return { source, file: source, notes: [], checkUnchanged: () => {}, close: () => source.close() }
}

async function unpack(
  packed: Readable,
  compression: Compression,
): Promise<AsyncIterable<Uint8Array>> {
  if (compression === 'gzip')
    return guarded(packed.pipe(createGunzip({ chunkSize: 1 << 20 })), packed)
  if (nativeZstd)
    return guarded(packed.pipe(nativeZstd({ chunkSize: 1 << 20 })) as unknown as Readable, packed)
  return unpackZstd(packed)
}

const nativeZstd = (zlib as { createZstdDecompress?: (options: object) => NodeJS.ReadWriteStream })
  .createZstdDecompress

/** Node before 22.15 has no zstd of its own: some eight times slower, in JavaScript. */
async function unpackZstd(packed: Readable): Promise<AsyncIterable<Uint8Array>> {
  const { Decompress } = await import('fzstd')
  const chunks: Uint8Array[] = []
  const stream = new Decompress((chunk) => chunks.push(chunk))
  return (async function* () {
    let last: Uint8Array | undefined
    for await (const chunk of packed as AsyncIterable<Uint8Array>) {
      try {
        if (last) stream.push(last)
      } catch (error) {
        throw damaged(error as Error)
      }
      last = chunk
      yield* chunks.splice(0)
    }
    try {
      stream.push(last ?? new Uint8Array(0), true)
    } catch {
      // Cut off: the scan says so of the last line.
    }
    yield* chunks.splice(0)
  })()
}

/** Passes chunks on, telling how many bytes have gone by. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  tell: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const chunk of chunks) {
    done += chunk.length
    tell(done)
    yield chunk
  }
}

function doubts(compression: Compression): string[] {
  if (compression !== 'zstd' || nativeZstd) return []
  return [
    'zstd data is unpacked without verifying its checksum by this version of Node (22.15 has it).',
  ]
}

function damaged(error: Error): LoupeError {
  return new LoupeError(
    'corrupt-input',
    `The compressed data is damaged: ${error.message}.`,
    'Unpack what can be saved by hand (gzip -dc FILE > dump.json), then open that.',
  )
}

async function* guarded(unpacked: Readable, packed: Readable): AsyncGenerator<Uint8Array> {
  packed.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) yield chunk
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE') return
    if (code?.startsWith('Z_') || code?.startsWith('ZSTD')) throw damaged(error as Error)
    throw error
  }
}

/** Where unpacked bytes go that are too many for memory. */
interface CopyPlace {
  readonly file: string
  readonly temporary: string
  /** Called when all is written; gives the file's name from then on. */
  whole(): string
}

/** Memory while small, then a file; where that is not allowed, memory as far as it goes. */
async function collect(
  stream: AsyncIterable<Uint8Array>,
  place: CopyPlace | undefined,
  name: string,
): Promise<Omit<Input, 'compression'>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let copy: Copy | undefined
  try {
    for await (const chunk of stream) {
      bytes += chunk.length
      if (copy) await copy.write(chunk)
      else {
        chunks.push(chunk)
        if (bytes > MEMORY_BYTES && place !== undefined) {
          copy = await startCopy(place)
          for (const held of chunks.splice(0)) await copy.write(held)
        }
      }
    }
    if (copy && place !== undefined) {
      await copy.close()
      const path = place.whole()
      const notes = [
        `${name} was unpacked to ${path} (${formatBytes(bytes)}); loupe index --clear removes it.`,
      ]
      return { ...inFile(openFile(path)), notes }
    }
  } catch (error) {
    await copy?.abandon()
    throw error
  }
  let whole: Uint8Array
  try {
    whole = Buffer.concat(chunks)
  } catch {
    throw new LoupeError(
      'too-big',
      `${name} unpacks to ${formatBytes(bytes)}, more than fits memory at once.`,
      'Allow it to be unpacked to the cache folder (leave out --no-spill).',
    )
  }
  return {
    source: memorySource(whole),
    file: undefined,
    notes: [],
    checkUnchanged: () => {},
    close: () => {},
  }
}

interface Copy {
  write(chunk: Uint8Array): Promise<void>
  close(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): Promise<void>
}

async function startCopy({ file, temporary }: CopyPlace): Promise<Copy> {
  const failed = (error: unknown) =>
    writeError(
      temporary,
      error,
      'Unpack it into memory (--no-spill; spill: false in a program), or point LOUPE_CACHE_DIR to a folder with room.',
    )
  let handle: FileHandle
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    sweep(file)
    handle = await open(temporary, 'wx', 0o600)
  } catch (error) {
    throw failed(error)
  }
  removeAtExit(temporary)
  return {
    async write(chunk) {
      try {
        for (let done = 0; done < chunk.length;) {
          done += (await handle.write(chunk, done)).bytesWritten
        }
      } catch (error) {
        throw failed(error)
      }
    },
    close: () => handle.close(),
    async abandon() {
      await handle.close().catch(() => {})
      dropTemporary(temporary)
    },
  }
}
