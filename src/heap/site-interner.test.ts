import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NONE } from '../base/record.ts'
import { SiteInterner } from './site-interner.ts'

function intern(interner: SiteInterner, texts: readonly string[]): number[] {
  const encoded = texts.map((text) => new TextEncoder().encode(text))
  let end = 0
  const ends = Uint32Array.from(encoded, (bytes) => (end += bytes.length))
  return Array.from(interner.internAll(new Uint8Array(Buffer.concat(encoded)), ends))
}

test('numbers by first appearance, one for equal texts, over many parts', () => {
  const text = fc.nat(3000).map((n) => `"file":"/app/${n % 700}.rb", "line":${n}`)
  fc.assert(
    fc.property(fc.array(fc.array(text, { maxLength: 400 }), { maxLength: 8 }), (parts) => {
      const interner = new SiteInterner()
      const numbers = new Map<string, number>()
      for (const part of parts) {
        const wanted = part.map((one) => {
          if (!numbers.has(one)) numbers.set(one, numbers.size)
          return numbers.get(one)
        })
        expect(intern(interner, part)).toEqual(wanted)
      }
      expect(interner.count).toBe(numbers.size)
      const table = interner.toTable()
      for (const [one, number] of numbers) {
        expect(one).toBe(
          `"file":"${table.strings[table.file[number]]}", "line":${table.line[number]}`,
        )
      }
    }),
    { numRuns: 30 },
  )
})

test('file, line and method are told apart, however odd the file', () => {
  const cases: [string, string, number, string | undefined][] = [
    ['"file":"a.rb", "line":12, "method":"run"', 'a.rb', 12, 'run'],
    ['"file":"a.rb"', 'a.rb', 0, undefined],
    ['"file":"a.rb", "method":"m"', 'a.rb', 0, 'm'],
    ['"file":"(eval "x")", "line":3', '(eval "x")', 3, undefined],
    ['"file":"C:\\new\\u", "line":3, "method":"a\\"b\\u0041"', 'C:\\new\\u', 3, 'a"bA'],
    ['"file":"a.rb", "line":18446744073709551611', 'a.rb', -5, undefined],
    ['"file":"a.rb", "line":-7', 'a.rb', -7, undefined],
    ['"file":", "line":1, "method":"x", "line":2, "method":"y"', ', "line":1, "method":"x', 2, 'y'],
    ['"file":"", "line":4294967295', '', 4294967295, undefined],
    ['"file":"ä\nb.rb", "line":1', 'ä\nb.rb', 1, undefined],
    ['"file":"a.rb", "line":1, "method":"\\q"', 'a.rb', 1, '\\q'],
  ]
  const interner = new SiteInterner()
  intern(
    interner,
    cases.map(([text]) => text),
  )
  const { file, line, method, strings } = interner.toTable()
  cases.forEach(([text, wantedFile, wantedLine, wantedMethod], i) => {
    const found = [strings[file[i]], line[i], method[i] === NONE ? undefined : strings[method[i]]]
    expect(found, text).toEqual([wantedFile, wantedLine, wantedMethod])
  })
})
