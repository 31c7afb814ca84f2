// Small heaps for tests, written as dump lines and read as any dump is. Objects have names instead
// of addresses, and may be mentioned before they are added:
//
//   const heap = new MadeHeap('3.3.0')
//     .root('vm', 'list')
//     .add('list', 'ARRAY', { class: 'Array', length: 1, references: ['text'] })
//     .add('text', 'STRING', { value: 'hello', bytesize: 5 })
//     .read()
import { memorySource } from '../../dump/memory-source.ts'
import type { Heap } from '../heap.ts'
import { readHeap } from '../read-heap.ts'

type Fields = Readonly<Record<string, unknown>>

/** Keys whose values name objects, in the order in which Ruby prints all keys. */
const NAMES_OBJECT: ReadonlySet<string> = new Set(['class', 'superclass', 'default'])

export class MadeHeap {
  private readonly names: string[] = []
  private readonly rows: string[] = []
  private readonly lines: string[] = []

  /** `ruby`: the version that the heap claims to be dumped by; '' for none. */
  constructor(ruby: string = '3.1.2') {
    if (ruby === '') return
    const value = `ruby ${ruby} (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]`
    this.add('RUBY_DESCRIPTION', 'STRING', { bytesize: value.length, value })
  }

  root(category: string, ...references: readonly string[]): this {
    this.lines.push(
      line({
        type: 'ROOT',
        root: category,
        references: references.map((name) => this.address(name)),
      }),
    )
    return this
  }

  shape(id: number, parent: number | undefined, kind: string, edgeName?: string): this {
    this.lines.push(
      line({
        address: `0x${(0x5000_0000 + id * 32).toString(16)}`,
        type: 'SHAPE',
        id,
        ...(parent === undefined ? {} : { parent_id: parent }),
        depth: 1,
        shape_type: kind,
        ...(edgeName === undefined ? {} : { edge_name: edgeName }),
        edges: 0,
        memsize: 32,
      }),
    )
    return this
  }

  add(name: string, type: string, fields: Fields = {}): this {
    const { references, memsize = 40, ...others } = fields
    const record: Record<string, unknown> = { address: this.address(name), type }
    for (const [key, value] of Object.entries(others)) {
      record[key] = NAMES_OBJECT.has(key) ? this.address(String(value)) : value
    }
    if (Array.isArray(references) && references.length > 0) {
      record['references'] = references.map((each) => this.address(String(each)))
    }
    for (const key of ['file', 'line', 'method', 'generation']) {
      if (key in record) {
        const value = record[key]
        delete record[key]
        record[key] = value
      }
    }
    record['memsize'] = memsize
    record['flags'] = { wb_protected: true, old: true, marked: true }
    this.rows.push(name)
    this.lines.push(line(record))
    return this
  }

  /** A class with its superclass, as Ruby 3.1 and later write it. */
  klass(name: string, fields: Fields = {}): this {
    return this.add(name, 'CLASS', { class: 'Class', name, ...fields })
  }

  /** Any line, as it is. */
  raw(text: string): this {
    this.lines.push(text)
    return this
  }

  row(name: string): number {
    const row = this.rows.indexOf(name)
    if (row < 0) throw new Error(`${name} was not added`)
    return row
  }

  address(name: string): string {
    if (name.startsWith('0x')) return name
    let number = this.names.indexOf(name)
    if (number < 0) number = this.names.push(name) - 1
    return `0x${(0x7f00_0000_0000 + number * 40).toString(16)}`
  }

  bytes(): Uint8Array {
    return new TextEncoder().encode(`${this.lines.join('\n')}\n`)
  }

  read(): Heap {
    return readHeap(memorySource(this.bytes()))
  }
}

/** With Ruby's separators. */
function line(record: Fields): string {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    return `{${Object.entries(value)
      .map(([key, own]) => `"${key}":${text(own)}`)
      .join(', ')}}`
  }
  return text(record)
}
