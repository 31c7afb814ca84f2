// Dumps as JSON.parse reads them, and the graphs that the tools make of them, each by its own rules.
// No code of Loupe takes part: what Loupe says is held against this, and so is what the gems say.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { linesOf } from '../reference/fixtures.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Dump {
  /** As a test names it. */
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
  /** One a line, in their order. */
  readonly records: readonly Fields[]
  readonly lines: readonly string[]
  /** Address -> record, of objects alone: no roots, no shapes. */
  readonly objects: ReadonlyMap<string, Fields>
}

export function dumpAt(repositoryPath: string): Dump {
  const path = fileURLToPath(new URL(`../../${repositoryPath}`, import.meta.url))
  const bytes = new Uint8Array(gunzipSync(readFileSync(path)))
  return dumpOf(repositoryPath.replace(/^.*\//, ''), path, bytes)
}

export function dumpOf(name: string, path: string, bytes: Uint8Array): Dump {
  const decoder = new TextDecoder()
  const lines = linesOf(bytes).map((line) => decoder.decode(line))
  const records = lines.map((line) => JSON.parse(line) as Fields)
  const objects = new Map<string, Fields>()
  for (const record of records) {
    if (record['type'] !== 'ROOT' && record['type'] !== 'SHAPE') {
      objects.set(String(record['address']), record)
    }
  }
  return { name, path, bytes, records, lines, objects }
}

export function listed(record: Fields): readonly string[] {
  return (record['references'] ?? []) as string[]
}

/** The class of an object, where that is a reference which Ruby does not list. */
export function classOf({ objects }: Dump, record: Fields): string | undefined {
  const own = record['class']
  if (typeof own !== 'string' || !objects.has(own) || record['type'] === 'ZOMBIE') return undefined
  return record['type'] === 'IMEMO' && record['imemo_type'] === 'callcache' ? undefined : own
}

/** Arrays that hold finalizers: from Ruby 3.4 on, no root of the dump leads to them. */
export function finalizers(dump: Dump): string[] {
  if (dump.records.some((record) => record['root'] === 'finalizers')) return []
  const held = new Set<string>()
  for (const record of dump.records) {
    for (const address of listed(record)) held.add(address)
    const own = classOf(dump, record)
    if (own !== undefined) held.add(own)
  }
  const found: string[] = []
  for (const [address, record] of dump.objects) {
    const flags = (record['flags'] ?? {}) as Fields
    if (record['type'] !== 'ARRAY' || record['class'] !== undefined || held.has(address)) continue
    if (flags['old'] === true && flags['marked'] === true) found.push(address)
  }
  return found
}

/** Address -> number of objects on the shortest path to it, the root counted; a plain queue. */
export function pathLengths(
  dump: Dump,
  rules: { readonly classes: boolean; readonly finalizers: readonly string[] },
): Map<string, number> {
  const lengths = new Map<string, number>()
  const queue: string[] = []
  const reach = (address: string, length: number) => {
    if (!dump.objects.has(address) || lengths.has(address)) return
    lengths.set(address, length)
    queue.push(address)
  }
  for (const record of dump.records) {
    if (record['type'] === 'ROOT') for (const address of listed(record)) reach(address, 2)
  }
  for (const address of rules.finalizers) reach(address, 2)
  for (let next = 0; next < queue.length; next++) {
    const record = dump.objects.get(queue[next]) ?? {}
    const length = (lengths.get(queue[next]) ?? 0) + 1
    const own = rules.classes ? classOf(dump, record) : undefined
    if (own !== undefined) reach(own, length)
    for (const address of listed(record)) reach(address, length)
  }
  return lengths
}
