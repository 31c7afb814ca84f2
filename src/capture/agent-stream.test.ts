import { expect, test } from 'vitest'
import { requestLine } from './agent-client.ts'
import { agentStream } from './agent-stream.ts'

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test.each([1, 2, 3, 5, 1000])('lines and bytes in turn, in pieces of %d', async (size) => {
  const stream = agentStream(pieces('erste Zeile: ä\nABC\n\nDEF\nrest', size))
  expect(await stream.line()).toBe('erste Zeile: ä')
  const raw: Uint8Array[] = []
  for (let left = 4; left > 0;) {
    const piece = await stream.bytes(left)
    expect(piece!.length).toBeGreaterThan(0)
    expect(piece!.length).toBeLessThanOrEqual(left)
    raw.push(piece!)
    left -= piece!.length
  }
  expect(Buffer.concat(raw).toString()).toBe('ABC\n')
  expect([await stream.line(), await stream.line(), await stream.line()]).toEqual(['', 'DEF', null])
  expect(await stream.bytes(1)).toBe(null)
})

test('a line that never ends is no line', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(1 << 20, 'x')
  }
  expect(await agentStream(endless()).line()).toBe(null)
})

test('a request is one line whatever the values are', () => {
  expect(
    requestLine('dump', {
      path: '/a b\nc/ä%.json',
      gzip: 1,
      full: true,
      fork: false,
      gc: undefined,
    }),
  ).toBe('loupe/1 dump path=%2Fa%20b%0Ac%2F%C3%A4%25.json gzip=1 full=1 fork=0')
})
