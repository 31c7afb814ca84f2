// What a program may name as a dump: a path, a file URL, the bytes, or a stream of bytes.
import { accessSync, constants } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LoupeError } from '../../base/errors.ts'
import { readError } from './file-source.ts'

/** A path, a `file:` URL, the bytes of a dump, or a stream of them such as `process.stdin`. */
export type DumpSource = string | { readonly href: string } | Uint8Array | AsyncIterable<Uint8Array>

export interface DumpPlace {
  /** The file; '-' where the bytes come as a stream. */
  readonly file: string
  readonly name: string
  readonly stream?: AsyncIterable<Uint8Array>
}

/** Throws LoupeError 'usage' for what is none of them. `call`: for that error. */
export function placeOf(source: DumpSource, name: string | undefined, call: string): DumpPlace {
  if (typeof source === 'string' && source !== '') {
    // A file of that name: standard input is `process.stdin` here.
    const file = source === '-' ? './-' : source
    return { file, name: name ?? source }
  }
  if (source instanceof Uint8Array) {
    return { file: '-', name: name ?? 'these bytes', stream: oneChunk(source) }
  }
  if (isStream(source)) return { file: '-', name: name ?? 'this stream', stream: source }
  if (isUrl(source)) {
    if (source.href.startsWith('file:')) {
      const file = fileURLToPath(source.href)
      return { file, name: name ?? file }
    }
    throw new LoupeError(
      'usage',
      `${call}: ${source.href} is no file.`,
      'Download it first, or pass the body of the response, which is a stream.',
    )
  }
  throw new LoupeError(
    'usage',
    `${call}: ${said(source)} is no dump.`,
    'Pass the path of a file, its bytes, or a stream of them.',
  )
}

/** Throws LoupeError where there is no such file, or it may not be read. */
export function checkReadable(file: string): void {
  if (file === '-') return
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    throw readError(file, error)
  }
}

export function isSource(value: unknown): value is DumpSource {
  return typeof value === 'string' || value instanceof Uint8Array || isStream(value) || isUrl(value)
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function isUrl(value: unknown): value is { readonly href: string } {
  return (
    typeof value === 'object' && value !== null && 'href' in value && typeof value.href === 'string'
  )
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function said(value: unknown): string {
  return value === ''
    ? 'an empty path'
    : value === null
      ? 'null'
      : `a value of type ${typeof value}`
}
