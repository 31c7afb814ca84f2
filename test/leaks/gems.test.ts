// Programs with gems: where they run, and that what they load is pinned. Nothing is installed here.
import { expect, test } from 'vitest'
import { programs, runsUnder } from './make-dumps.mjs'
import type { Truth } from './truth.ts'

const withGems = programs(['held-out']).filter(({ truth }) => truth.gems !== undefined)

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
  for (const { name, truth } of withGems) {
    for (const version of Object.values(truth.gems ?? {})) {
      expect(version, name).toMatch(/^\d+(?:\.\d+)+$/)
    }
  }
})

test('a leak with gems says where it was seen', () => {
  for (const { name, source, truth } of withGems.filter(
    ({ truth }) => truth.mechanism !== undefined,
  )) {
    expect(source, name).toMatch(/^# Seen in: https:\/\/github\.com\/\S+\/\d+/m)
    expect(truth.holder?.length, name).toBeGreaterThan(0)
  }
})
