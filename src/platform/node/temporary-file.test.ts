import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { noLongerTemporary, removeAtExit, sweep, temporaryName } from './temporary-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-temporary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The number of a process that is no more. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

test('no two temporary names are the same', () => {
  const names = Array.from({ length: 100 }, () => temporaryName('a.index'))
  expect(new Set(names).size).toBe(100)
})

test('what a killed process left of a file is removed, and nothing else', () => {
  const file = join(folder, 'dump.json.index')
  const left = `${file}.${deadProcess()}-0123abcd.tmp`
  const kept = [
    file,
    temporaryName(file),
    `${file}.${deadProcess()}.tmp.json`,
    `${file}2.${deadProcess()}-0123abcd.tmp`,
    join(folder, `other.index.${deadProcess()}-0123abcd.tmp`),
  ]
  for (const each of [left, ...kept]) writeFileSync(each, '')
  sweep(file)
  expect(new Set(readdirSync(folder))).toEqual(new Set(kept.map((each) => basename(each))))
})

test('a file that was not finished is removed at the end of the process', () => {
  const [half, whole] = ['half', 'whole'].map((name) => temporaryName(join(folder, name)))
  for (const each of [half, whole]) writeFileSync(each, '')
  const before = process.listenerCount('exit')
  const stopped: string[] = []
  removeAtExit(half, () => stopped.push('half'))
  removeAtExit(whole, () => stopped.push('whole'))
  noLongerTemporary(whole)
  expect(process.listenerCount('exit')).toBe(before + 1)
  process.listeners('exit').at(-1)?.(0)
  expect(stopped).toEqual(['half'])
  expect([existsSync(half), existsSync(whole)]).toEqual([false, true])
  noLongerTemporary(half)
  expect(process.listenerCount('exit')).toBe(before)
})
