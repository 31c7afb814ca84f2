// Names of two dumps as one set of numbers: words, files and allocation sites are numbered by first
// appearance in each dump, so equal texts have different numbers there. Cost: one Map of the texts.
import { NONE } from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import type { SiteTable } from '../../heap/site-table.ts'

/** word of the earlier dump -> the same word of the later one | NONE */
export function commonWords(earlier: Heap, later: Heap): Uint32Array {
  const wordOf = new Map(later.words.map((text, word) => [text, word]))
  return Uint32Array.from(earlier.words, (text) => wordOf.get(text) ?? NONE)
}

export interface CommonSites {
  /** site of the earlier dump -> place; equal places are one file and line */
  readonly earlier: Uint32Array
  /** site of the later dump -> place */
  readonly later: Uint32Array
}

/** Methods are left out: Ruby 3.0 to 3.1.2 write those with non-ASCII names differently each time. */
export function commonSites(earlier: Heap, later: Heap): CommonSites {
  const places = new Map<string, number>()
  const placesOf = ({ file, line, strings, count }: SiteTable): Uint32Array => {
    const placeOf = new Uint32Array(count)
    for (let site = 0; site < count; site++) {
      const name = file[site] === NONE ? '' : strings[file[site]]
      const key = `${name}\n${line[site]}`
      const place = places.get(key) ?? places.size
      places.set(key, place)
      placeOf[site] = place
    }
    return placeOf
  }
  return { earlier: placesOf(earlier.sites), later: placesOf(later.sites) }
}
