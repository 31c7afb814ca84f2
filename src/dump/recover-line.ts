// Reads what can be read from a line that is not valid JSON: older Rubies write `file`, `struct`,
// `method` and class names unescaped, so a quote or backslash in them breaks the line. It works
// because the key order is fixed: everything before `references` but names is safe text, and each
// raw string ends where the next key that can follow it begins (docs/dump-format.md, recovery).
import { latin1ToUtf8 } from './line-text.ts'

const REFERENCES = ', "references":['

/** Fields as JSON.parse would have given them, or undefined where not even the head can be read. */
export function recoverLine(line: string): Record<string, unknown> | undefined {
  const root = /^\{"type":"ROOT", "root":"([a-z_A-Z]+)"/.exec(line)
  const head = root ?? /^\{"address":"(0x[0-9a-f]+)", "type":"([A-Z_]+)"/.exec(line)
  if (!head) return undefined
  const fields: Record<string, unknown> = root
    ? { type: 'ROOT', root: head[1] }
    : { address: head[1], type: head[2] }
  let rest = line.slice(head[0].length)

  const refsAt = rest.indexOf(REFERENCES)
  let tail = rest
  if (refsAt >= 0) {
    // A damaged list still names its other addresses; it ends at what no list holds.
    const from = refsAt + REFERENCES.length
    const length = rest.slice(from).search(/[\]{:]/)
    const end = length < 0 ? rest.length : from + length
    fields['references'] = Array.from(
      rest.slice(from, end).matchAll(/"(0x[0-9a-f]*)"/g),
      (match) => match[1],
    )
    tail = rest.slice(end)
    rest = rest.slice(0, refsAt)
  }
  readHead(rest, fields)
  readTail(tail, fields)
  return fields
}

/** Keys between `type` and `references` (or the end, where the object refers to nothing). */
function readHead(head: string, fields: Record<string, unknown>): void {
  let at = 0
  while (at < head.length) {
    const key = /^, ?"([a-z_]+)":/.exec(head.slice(at, at + 40))
    if (!key || ['file', 'line', 'method', 'generation', 'memsize', 'flags'].includes(key[1]))
      return
    at += key[0].length
    const value = /^(?:-?\d+|true|false)/.exec(head.slice(at, at + 40))
    if (value) {
      fields[key[1]] = JSON.parse(/^-?0\d/.test(value[0]) ? '0' : value[0])
      at += value[0].length
      continue
    }
    if (head[at] !== '"') return
    const end = rawEnd(head, at + 1, RAW_ENDS[key[1]])
    if (end < 0) return
    fields[key[1]] = unescape(head.slice(at + 1, end), key[1])
    at = end + 1
  }
}

/** What may follow a string that was written without escapes. */
const RAW_ENDS: Record<string, RegExp | undefined> = {
  name: /"(?=, "singleton":true|, "file":"|, "generation":|, "memsize":|, "flags":|\}?$)/,
  real_class_name:
    /"(?=, "singleton":true|, "file":"|, "generation":|, "memsize":|, "flags":|\}?$)/,
  struct: /"(?=, "free_immediately":|, "file":"|, "generation":|, "memsize":|, "flags":|\}?$)/,
}

function rawEnd(text: string, from: number, ends: RegExp | undefined): number {
  const match = (ends ?? /(?<=^|[^\\])(?:\\\\)*"/).exec(text.slice(from))
  if (!match) return -1
  return from + match.index + (ends ? 0 : match[0].length - 1)
}

/** Keys behind `references`; `file` and `method` end at the last key that can follow them. */
function readTail(tail: string, fields: Record<string, unknown>): void {
  const flags = /, "flags":\{([^{}]*)\}\}?\s*$/.exec(tail)
  if (flags) {
    const words: Record<string, unknown> = {}
    for (const [, name, value] of flags[1].matchAll(/"([a-z_]+)":(true|\d+)/g)) {
      words[name] = value === 'true' ? true : Number(value)
    }
    fields['flags'] = words
    tail = tail.slice(0, flags.index)
  }
  const memsize = /, "memsize":(\d+)\}?\s*$/.exec(tail)
  if (memsize) {
    fields['memsize'] = Number(memsize[1])
    tail = tail.slice(0, memsize.index)
  }
  const generation = /, "generation":(\d+)\}?\s*$/.exec(tail)
  if (generation) {
    fields['generation'] = Number(generation[1])
    tail = tail.slice(0, generation.index)
  }
  const file = tail.indexOf('"file":"')
  if (file < 0) return
  let site = tail.slice(file + 8)
  const method = /", "method":"|, "method":"/.exec(site)
  if (method) {
    fields['method'] = unescape(
      site.slice(method.index + method[0].length).replace(/"$/, ''),
      'method',
    )
    site = site.slice(0, method.index + (method[0].startsWith('"') ? 1 : 0))
  }
  const line = /, "line":(-?\d+)$/.exec(site)
  if (line) {
    fields['line'] = Number(line[1])
    site = site.slice(0, line.index)
  }
  fields['file'] = latin1ToUtf8(site.replace(/"$/, ''))
}

/** A recovered string: as JSON where it is JSON, raw otherwise. */
function unescape(text: string, key: string): string {
  const decoded = latin1ToUtf8(text)
  if (key === 'file' || !decoded.includes('\\')) return decoded
  try {
    return JSON.parse(`"${decoded}"`) as string
  } catch {
    // Ruby 3.0 writes \u00ff and six bytes of junk for each byte of a name that is not ASCII;
    // anything else is raw text with a backslash of its own.
    return key === 'method' ? latin1ToUtf8(text.replace(CORRUPT_BYTE, '\xff')) : decoded
  }
}

const CORRUPT_BYTE = /\\u00ff[^]{6}/g
