import { readFileSync, realpathSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { elfSymbols } from './elf-symbols.ts'

test.runIf(process.platform === 'linux')(
  'finds what nm finds, in the program that runs this',
  () => {
    const file = readFileSync(realpathSync(process.execPath))
    // `readelf` is not everywhere: the exports of Node that addons are linked against are.
    const elf = elfSymbols(
      file,
      new Set(['napi_create_object', 'uv_loop_init', 'no_such_function']),
    )
    expect([...(elf?.symbols.keys() ?? [])].sort()).toEqual(['napi_create_object', 'uv_loop_init'])
    const { address = 0, offset = 0 } = elf?.symbols.get('uv_loop_init') ?? {}
    expect(offset).toBeGreaterThan(0)
    expect(offset).toBeLessThan(file.length)
    expect(address).toBeGreaterThan(0)
    const nm = whatNmSays('uv_loop_init')
    if (nm !== undefined) expect(address).toBe(nm)
  },
)

test('what is no such file has none, cut off or foreign', () => {
  expect(elfSymbols(Buffer.from('#!/bin/sh'), new Set(['mmap']))).toBeUndefined()
  expect(elfSymbols(Buffer.alloc(200), new Set(['mmap']))).toBeUndefined()
  const cut = readFileSync(realpathSync(process.execPath)).subarray(0, 500)
  const elf = elfSymbols(cut, new Set(['uv_loop_init']))
  expect(elf?.symbols.size ?? 0).toBe(0)
})

function whatNmSays(name: string): number | undefined {
  try {
    const text = execFileSync('nm', ['-D', '--defined-only', process.execPath], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    return Number.parseInt(new RegExp(`^([0-9a-f]+) T ${name}(@|$)`, 'm').exec(text)?.[1] ?? '', 16)
  } catch {
    return undefined
  }
}
