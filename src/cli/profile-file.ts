// A profile on disk, compressed or not: vernier writes it gzipped.

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { LoupeError } from '../base/errors.ts'

/** The parsed JSON. Throws LoupeError `not-a-dump` where the file is missing or no JSON. */
export function readProfileFile(file: string): unknown {
  try {
    return JSON.parse(unzipped(readFileSync(file)))
  } catch (error) {
    throw new LoupeError(
      'not-a-dump',
      `${file} is no whole profile: ${error instanceof Error ? error.message : String(error)}.`,
      'Take one with loupe retained --firefox FILE -- COMMAND, or with Vernier.trace_retained.',
    )
  }
}

export function unzipped(bytes: Uint8Array): string {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  return (zipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8')
}
