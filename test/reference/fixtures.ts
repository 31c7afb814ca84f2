// The real dumps that tests read: see test/fixtures/README.md.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../fixtures/', import.meta.url))

export type FixtureFolder = 'lines' | 'whole' | 'malformed' | 'extra'

export interface Fixture {
  readonly folder: FixtureFolder
  /** 'native-3.3-bare.json.gz' */
  readonly name: string
  /** '3.3', 'head'; '4.1' where a malformed line of head is meant. */
  readonly ruby: string
  /** Uncompressed. */
  readonly bytes: Uint8Array
}

export const FOLDERS: readonly FixtureFolder[] = ['lines', 'whole', 'malformed', 'extra']

/** All fixtures of some folders, by name. */
export function fixtures(...folders: FixtureFolder[]): Fixture[] {
  return (folders.length > 0 ? folders : FOLDERS).flatMap((folder) =>
    readdirSync(ROOT + folder)
      .filter((name) => /\.(gz|jsonl)$/.test(name))
      .sort()
      .map((name) => fixture(folder, name)),
  )
}

export function fixture(folder: FixtureFolder, name: string): Fixture {
  const stored = readFileSync(`${ROOT}${folder}/${name}`)
  const bytes = new Uint8Array(name.endsWith('.gz') ? gunzipSync(stored) : stored)
  const ruby = /(?<![\d.])(\d\.\d|head)(?=[-.])/.exec(name)?.[1] ?? ''
  return { folder, name, ruby, bytes }
}

/** The lines of a dump, without their newlines and without empty ones. */
export function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let from = 0
  while (from < bytes.length) {
    const newline = bytes.indexOf(0x0a, from)
    const to = newline < 0 ? bytes.length : newline
    if (to > from) lines.push(bytes.subarray(from, to))
    from = to + 1
  }
  return lines
}

export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0))
  let at = 0
  for (const line of lines) {
    bytes.set(line, at)
    at += line.length
    bytes[at++] = 0x0a
  }
  return bytes
}

/** One of the three dumps of one Ruby 3.1 process that the example is about, traced. */
export function exampleDump(name: 'before' | 'after' | 'later'): Omit<Fixture, 'folder'> {
  const path = new URL(`../../examples/routes-proxy/dumps/${name}.json.gz`, import.meta.url)
  const bytes = new Uint8Array(gunzipSync(readFileSync(path)))
  return { name: `${name}.json`, ruby: '3.1', bytes }
}
