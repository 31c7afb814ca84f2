// Ways to damage a dump, one function each. A dump is its lines, without newlines; what comes back
// is joined by newlines again, and may hold any bytes.
import type { Random } from './random.ts'

export type Lines = Uint8Array[]
export type Mutation = (lines: Lines, random: Random, other: Lines) => Lines

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const splitAtNewlines = (bytes: Uint8Array): Lines => latin1(bytes).split('\n').map(bytesOf)

/** Changes one line, as latin1 text. */
function onText(change: (text: string, random: Random, other: Lines) => string): Mutation {
  return (lines, random, other) => {
    const at = random.below(lines.length)
    return lines.with(at, bytesOf(change(latin1(lines[at]), random, other)))
  }
}

/** Changes the bytes of one line. */
function onBytes(change: (bytes: Uint8Array, random: Random) => Uint8Array): Mutation {
  return (lines, random) => {
    const at = random.below(lines.length)
    return lines.with(at, change(lines[at].slice(), random))
  }
}

/** `, "key":value` stretches of a line; the value may be a string, number, list or word. */
const FIELD = /, "([a-z_]+)":("(?:[^"\\]|\\.)*"|-?\d+|true|false|\[[^\]]*\]|\{[^{}]*\})/g

function replaceField(
  text: string,
  random: Random,
  change: (key: string, value: string) => string,
): string {
  const fields = [...text.matchAll(FIELD)]
  if (fields.length === 0) return text
  const field = random.pick(fields)
  const end = field.index + field[0].length
  return text.slice(0, field.index) + change(field[1], field[2]) + text.slice(end)
}

const HUGE = [
  '4294967295',
  '4294967296',
  '9007199254740993',
  '18446744073709551615',
  '99999999999999999999999',
  '1e308',
  '1e999',
  '-1',
  '-9999999999',
  '0.5',
  '1E5',
  '00',
  '0x10',
  '.5',
  '5.',
  '+1',
  'NaN',
]

const ADDRESSES = [
  '0x',
  '0x0',
  '0x1',
  '0x7f0000000001',
  '0xffffffffffffffff',
  '0x10000000000000000',
  '0XABC0',
  '0x7F00000000A8',
  '0x000000000000000000007f0000000008',
  '7f0000000008',
  '',
  'nil',
  '0x7f00 0000',
  '0xfffffffffffffff8',
]

const ODD_VALUES = [
  'null',
  'true',
  '[]',
  '{}',
  '"text"',
  '[[["0x10"]]]',
  '{"a":{"b":[]}}',
  '7',
  '""',
  '[null,1,"0x8"]',
]

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bits flipped': onBytes((bytes, random) => {
    for (let i = random.below(6); i >= 0 && bytes.length > 0; i--) {
      bytes[random.below(bytes.length)] ^= 1 << random.below(8)
    }
    return bytes
  }),
  'bytes cut out': onBytes((bytes, random) => {
    const from = random.below(bytes.length)
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(40)))
  }),
  'bytes put in': onBytes((bytes, random) => {
    const at = random.below(bytes.length + 1)
    const more = Uint8Array.from({ length: 1 + random.below(12) }, () => random.below(256))
    return joined(bytes.subarray(0, at), more, bytes.subarray(at))
  }),
  'syntax put in': onText((text, random) => {
    const at = random.below(text.length + 1)
    const more = random.pick([
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ', ',
      ':',
      '":"',
      '\n',
      '\r\n',
      '\\u',
      '\\u00',
      '//',
    ])
    return text.slice(0, at) + more + text.slice(at)
  }),
  'lines spliced': (lines, random) => {
    const at = random.below(lines.length)
    const [a, b] = [lines[at], random.pick(lines)]
    const spliced = joined(
      a.subarray(0, random.below(a.length + 1)),
      b.subarray(random.below(b.length + 1)),
    )
    return lines.with(at, spliced)
  },
  'a newline lost': (lines, random) => {
    if (lines.length < 2) return lines
    const at = random.below(lines.length - 1)
    return [...lines.slice(0, at), joined(lines[at], lines[at + 1]), ...lines.slice(at + 2)]
  },
  'a torn write': (lines, random) => {
    if (lines.length < 2) return lines
    const at = random.below(lines.length - 1)
    const [a, b] = [lines[at], lines[at + 1]]
    const torn = joined(a.subarray(0, random.below(a.length + 1)), b)
    return [...lines.slice(0, at), torn, ...lines.slice(at + 2)]
  },
  'another dump written over it': (lines, random, other) => {
    const at = random.below(lines.length)
    const piece = random.pick(other)
    const from = random.below(lines[at].length + 1)
    const end = Math.min(lines[at].length, from + piece.length)
    return lines.with(at, joined(lines[at].subarray(0, from), piece, lines[at].subarray(end)))
  },
  'fields swapped': onText((text, random) => {
    const fields = [...text.matchAll(FIELD)].map((field) => field[0])
    if (fields.length < 2) return text
    const [a, b] = [random.pick(fields), random.pick(fields)]
    if (a.includes(b) || b.includes(a)) return text
    return text
      .replace(a, '\x01')
      .replace(b, () => a)
      .replace('\x01', () => b)
  }),
  'a field twice': onText((text, random, other) => {
    const source = latin1(random.pick(other))
    const fields = [...text.matchAll(FIELD), ...source.matchAll(FIELD)].map((field) => field[0])
    return fields.length === 0 ? text : text.replace(/\}$/, () => `${random.pick(fields)}}`)
  }),
  'a field lost': onText((text, random) => replaceField(text, random, () => '')),
  'odd numbers': onText((text, random) =>
    replaceField(text, random, (key, value) =>
      /^-?\d/.test(value) ? `, "${key}":${random.pick(HUGE)}` : `, "${key}":${value}`,
    ),
  ),
  'odd addresses': onText((text, random) => {
    const addresses = [...text.matchAll(/0x[0-9a-f]*/g)]
    if (addresses.length === 0) return text
    const { index, 0: address } = random.pick(addresses)
    return text.slice(0, index) + random.pick(ADDRESSES) + text.slice(index + address.length)
  }),
  'values of another kind': onText((text, random) =>
    replaceField(text, random, (key) => `, "${key}":${random.pick(ODD_VALUES)}`),
  ),
  'deep nesting': onText((text, random) => {
    const depth = random.pick([10, 1000, 50_000])
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ])
    const inside =
      open.repeat(depth) +
      (open === '[' ? '' : '1') +
      close.repeat(random.pick([depth, depth - 1, 0]))
    return replaceField(text, random, (key) => `, "${key}":${inside}`)
  }),
  NULs: (lines, random) => {
    const bytes = joined(...lines.flatMap((line) => [line, bytesOf('\n')]))
    const from = random.below(bytes.length)
    bytes.fill(0, from, from + random.pick([1, 7, 64, 512, 4096]))
    return splitAtNewlines(bytes.subarray(0, bytes.length - 1))
  },
  'invalid UTF-8': onText((text, random) => {
    const quotes = [...text.matchAll(/"/g)].map(({ index }) => index)
    const at = quotes.length === 0 ? 0 : random.pick(quotes) + random.below(2)
    return (
      text.slice(0, at) +
      random.pick(['\xff', '\xc3', '\xe2\x82', '\xed\xa0\x80', '\xf8\x88\x80\x80\x80']) +
      text.slice(at)
    )
  }),
  'a list of references cut': onText((text, random) => {
    const list = /"references":\[[^\]]*\]/.exec(text)
    if (!list) return text.slice(0, random.below(text.length))
    const cut = list.index + random.below(list[0].length)
    return (
      text.slice(0, cut) +
      random.pick(['', ']', '"]', '}', ', "memsize":40}', text.slice(list.index + list[0].length)])
    )
  }),
  'quotes in a raw name': onText((text, random) => {
    const raw = random.pick([
      'a"b',
      'C:\\new\\u',
      '", "memsize":7, "x":"',
      'a\nb.rb',
      'a\n{b',
      '"}',
      ']',
      '\\',
    ])
    return replaceField(text, random, (key, value) =>
      value.startsWith('"')
        ? `, "${key}":"${raw}"`
        : `, "file":"${raw}", "line":1, "${key}":${value}`,
    )
  }),
  'a line broken': onText((text, random) => {
    const at = random.below(text.length + 1)
    return text.slice(0, at) + random.pick(['\n', '\r\n', '\n\n', '\n{', '\n}']) + text.slice(at)
  }),
  'other output between lines': (lines, random) => {
    const at = random.below(lines.length + 1)
    const text = random.pick([
      '=> nil',
      'GET /works 200',
      '',
      '   ',
      '{}',
      '[]',
      '{"level":"info"}',
      '"text"',
      '{',
      '}',
      '\0',
    ])
    return [...lines.slice(0, at), bytesOf(text), ...lines.slice(at)]
  },
  'random bytes between lines': (lines, random) => {
    const at = random.below(lines.length + 1)
    const length = random.pick([10, 1000, 30_000])
    const noise = Uint8Array.from({ length }, () => random.below(256))
    return [...lines.slice(0, at), noise, ...lines.slice(at)]
  },
  'lines repeated, lost, out of order': (lines, random) => {
    const result = lines.flatMap((line) => random.pick([[line], [line], [line], [], [line, line]]))
    for (let i = random.below(8); i > 0 && result.length > 1; i--) {
      const [a, b] = [random.below(result.length), random.below(result.length)]
      ;[result[a], result[b]] = [result[b], result[a]]
    }
    return result
  },
  'cut short': (lines, random) => {
    const bytes = joined(...lines.flatMap((line) => [line, bytesOf('\n')]))
    return splitAtNewlines(bytes.subarray(0, random.below(bytes.length)))
  },
  'CRLF and spaces': (lines, random) =>
    lines.map((line) =>
      random.pick([line, joined(line, bytesOf('\r')), joined(bytesOf(' '), line, bytesOf(' \t'))]),
    ),
}
