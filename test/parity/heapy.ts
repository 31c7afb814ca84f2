// What `heapy` prints, read back into tables.
import { writeFileSync } from 'node:fs'
import { workspace } from '../e2e/workspace.ts'
import { runWithGems } from './gems.ts'
import type { Dump } from './records.ts'

export function heapy(...args: readonly string[]): Promise<string> {
  return runWithGems('heapy-answers.rb', ['heapy', 'thor'], args)
}

const space = workspace()

/** heapy reads no compressed files. */
export function unpacked({ name, bytes }: Dump): string {
  const path = space.file(name.replace(/\.gz$/, ''))
  writeFileSync(path, bytes)
  return path
}

export interface HeapyGeneration {
  readonly count: number
  /** As printed: KiB with one decimal. */
  readonly kb: string
}

/** `heapy read FILE`: by generation, and the line below them that adds up. */
export function generationsIn(text: string): Map<string, HeapyGeneration> {
  const rows = text.matchAll(/^Generation: +(\w+) object count: (\d+), mem: ([\d.]+) kb$/gm)
  return new Map(
    Array.from(rows, ([, name = '', count, kb = '']) => [name, { count: Number(count), kb }]),
  )
}

export interface HeapyGroups {
  readonly bytes: ReadonlyMap<string, number>
  readonly count: ReadonlyMap<string, number>
  readonly references: ReadonlyMap<string, number>
  /** Text, as Ruby writes it in quotes -> place -> how often. */
  readonly texts: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** `heapy read FILE GENERATION`: three tables by place, and one of texts with their places. */
export function groupsIn(output: string): HeapyGroups {
  const section = (title: string) => {
    const from = output.indexOf(`\n${title}`)
    if (from < 0) return []
    const body = output.slice(output.indexOf('\n====', from)).split('\n').slice(2)
    const end = body.findIndex((line, at) => body[at + 1]?.startsWith('====') || line === undefined)
    return (end < 0 ? body : body.slice(0, end))
      .map((line) => /^ +(\d+)  (.*)$/.exec(line))
      .filter((match) => match !== null)
  }
  const table = (title: string) =>
    new Map(section(title).map(([, figure, name = '']) => [name, Number(figure)]))
  const texts = new Map<string, Map<string, number>>()
  let places = new Map<string, number>()
  for (const [, figure, name = ''] of section('Duplicate strings')) {
    if (name.startsWith('"')) texts.set(name, (places = new Map()))
    else places.set(name, Number(figure))
  }
  return {
    bytes: table('allocated by memory'),
    count: table('object count'),
    references: table('High Ref Counts'),
    texts,
  }
}

/** `heapy diff`: `TYPE file:line` -> objects and bytes. */
export function newIn(output: string): Map<string, { count: number; bytes: number }> {
  const rows = output.matchAll(
    /^(?:Allocated|Retained) (\w+) (\d+) objects of size (\d+)\/\d+ \(in bytes\) at: (.*)$/gm,
  )
  return new Map(
    Array.from(rows, ([, type, count, bytes, place]) => [
      `${type} ${place}`,
      { count: Number(count), bytes: Number(bytes) },
    ]),
  )
}
