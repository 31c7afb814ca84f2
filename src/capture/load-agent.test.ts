import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadingCode } from './load-agent.ts'

test('the code is plain, short, and loads the file whatever it is called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-load-'))
  try {
    const odd = join(folder, `a b"c'#{exit!(3)}$x\\é\n`)
    mkdirSync(odd)
    writeFileSync(join(odd, 'agent.rb'), 'puts "loaded"')
    const code = loadingCode(join(odd, 'agent.rb'))
    expect(code).toMatch(/^[\x20-\x7e]+$/)
    expect(code).not.toMatch(/[#$'\n]/)
    const { stdout } = spawnSync('ruby', ['--disable-gems', '-e', code], { encoding: 'utf8' })
    expect(stdout).toBe('loaded\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what goes wrong stays in there', () => {
  const { status, stderr } = spawnSync('ruby', ['--disable-gems', '-e', loadingCode('/no/such')])
  expect([status, stderr.toString()]).toEqual([0, ''])
})
