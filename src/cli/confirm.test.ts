import { expect, test } from 'vitest'
import { fakeTerminal } from '../../test/cli/fake-platform.ts'
import { confirmed } from './confirm.ts'
import type { Terminal } from './terminal.ts'

function terminal(pieces: readonly string[], isTTY = true): { terminal: Terminal; said: string[] } {
  const said: string[] = []
  async function* stdin(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece))
  }
  const err = (text: string): void => void said.push(text)
  const ttys = { outIsTTY: isTTY, errIsTTY: isTTY, inIsTTY: isTTY }
  return { said, terminal: fakeTerminal({ ...ttys, err, stdin: stdin() }) }
}

test.each([
  [['y\n'], true],
  [['Y', 'es\n', 'no\n'], true],
  [['\n'], false],
  [['no\n'], false],
  [['yeah\n'], false],
  [[], false],
])('%j', async (pieces, answer) => {
  const { terminal: person, said } = terminal(pieces)
  expect(await confirmed(person, 'Go on?', '--yes')).toBe(answer)
  expect(said).toEqual(['Go on? [y/N] '])
})

test('nobody there is not a yes', async () => {
  const { terminal: nobody, said } = terminal(['y\n'], false)
  await expect(confirmed(nobody, 'Go on?', '--yes')).rejects.toThrow('Go on?')
  expect(said).toEqual([])
})
