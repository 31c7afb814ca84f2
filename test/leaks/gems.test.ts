// Programs with gems: where they run, and that what they load is pinned. Nothing is installed here.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runsUnder } from './make-dumps.mjs'
import type { Truth } from './truth.ts'

const HELD_OUT = fileURLToPath(new URL('./held-out', import.meta.url))

const withGems = readdirSync(HELD_OUT)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, text: readFileSync(`${HELD_OUT}/${file}`, 'utf8') }))
  .map(({ file, text }) => ({ file, truth: JSON.parse(text) as Truth }))
  .filter(({ truth }) => truth.gems !== undefined)

function program(truth: Truth) {
  return { name: 'any', source: '', truthFile: '', truth }
}

test('a program with gems runs under the Ruby of the system, 3.1, and no other', () => {
  const truth: Truth = { verdict: 'growing', gems: { rack: '2.2.10' } }
  const runs = [
    ['3.1', 'system'],
    ['3.3', 'system'],
    ['3.2', 'wasm'],
    ['4.0', 'wasm'],
  ].map(([name, kind]) =>
    runsUnder(program(truth), { name, kind: kind === 'wasm' ? 'wasm' : 'system' }),
  )
  expect(runs).toEqual([true, false, false, false])
  expect(runsUnder(program({ verdict: 'growing' }), { name: '4.0', kind: 'wasm' })).toBe(true)
})

test('gems are named with one version each', () => {
  expect(withGems.length).toBeGreaterThan(0)
  for (const { file, truth } of withGems) {
    for (const version of Object.values(truth.gems ?? {})) {
      expect(version, file).toMatch(/^\d+(?:\.\d+)+$/)
    }
  }
})

test('a leak with gems says where it was seen', () => {
  for (const { file, truth } of withGems.filter(({ truth }) => truth.mechanism !== undefined)) {
    const source = readFileSync(`${HELD_OUT}/${file.replace(/\.json$/, '.rb')}`, 'utf8')
    expect(source, file).toMatch(/^# Seen in: https:\/\/github\.com\/\S+\/\d+/m)
    expect(truth.holder?.length, file).toBeGreaterThan(0)
  }
})
