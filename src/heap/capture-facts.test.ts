import { expect, test } from 'vitest'
import { factsMismatch, parseCapture } from './capture-facts.ts'

const WHOLE = {
  kind: 'loupe-capture',
  version: 1,
  agent: '0.1.0',
  time: '2026-11-23T03:12:04Z',
  ruby: { version: '3.4.1' },
  process: { pid: 12 },
  memory: { rss: 1000, swap: 0, limit: null },
  gc: { count: 3 },
  tracing: false,
  way: 'fork',
  threads: [{ address: '0x10', name: 'worker', status: 'sleep', main: false, agent: false }],
  gems: [{ name: 'rack', version: '3.0', path: '/gems/rack' }],
  dump: { bytes: 100, raw_bytes: 1000, sha256: 'ab' },
  heap: {
    globals: { $kept: '0x20' },
    modules: [
      {
        address: '0x30',
        name: 'Work',
        constants: { LIST: '0x40' },
        class_variables: { '@@a': '0x50' },
      },
      { address: '0x60', members: ['one', 'two'] },
    ],
    objects: [
      {
        class: '0x30',
        ivars: ['@a', '@b'],
        instances: 9,
        seen: 8,
        samples: [['0x70', '0x80', null]],
      },
    ],
  },
}

test('reads what the agent writes', () => {
  const { facts } = parseCapture(JSON.stringify(WHOLE))
  expect(facts).toMatchObject({
    pid: 12,
    rubyVersion: '3.4.1',
    memory: { rss: 1000, swap: 0 },
    threads: [{ address: '0x10', name: 'worker', main: false, agent: false }],
    gems: [{ name: 'rack', version: '3.0', path: '/gems/rack' }],
    dump: { rawBytes: 1000 },
    objects: [{ class: '0x30', instances: 9, seen: 8, samples: [['0x70', '0x80', null]] }],
    damaged: [],
  })
  expect(facts?.memory).not.toHaveProperty('limit')
  expect(facts?.globals.get('$kept')).toBe('0x20')
  expect(facts?.modules[0].constants.get('LIST')).toBe('0x40')
  expect(facts?.modules[1].members).toEqual(['one', 'two'])
})

test.each([
  ['', 'is no JSON, or was cut off'],
  [JSON.stringify(WHOLE).slice(0, -20), 'is no JSON, or was cut off'],
  ['[]', 'is no capture file'],
  ['null', 'is no capture file'],
  ['{"kind":"loupe-summary","version":1}', 'is no capture file'],
  ['{"kind":"loupe-capture"}', 'does not say its version'],
  ['{"kind":"loupe-capture","version":2}', 'is of version 2, which this Loupe does not know'],
])('refuses %j', (text, problem) => {
  expect(parseCapture(text)).toEqual({ problem })
})

test('every part may be missing or rubbish', () => {
  const empty = parseCapture('{"kind":"loupe-capture","version":1.2,"heap":null}').facts
  expect(empty).toMatchObject({
    threads: [],
    modules: [],
    objects: [],
    damaged: [],
    pid: undefined,
  })
  for (const key of Object.keys(WHOLE)) {
    if (key === 'kind' || key === 'version') continue
    for (const rubbish of [null, 7, 'x', [], [null], [[]], {}, { a: { b: [] } }]) {
      expect(parseCapture(JSON.stringify({ ...WHOLE, [key]: rubbish })).facts).toBeDefined()
    }
  }
})

test('says what it left out', () => {
  const heap = {
    globals: { $good: '0x20', $bad: 'there', $worse: 7 },
    modules: [{ address: '0x30' }, { address: 'nowhere' }, 7],
    objects: [
      {
        class: '0x30',
        ivars: ['@a'],
        samples: [['0x70', '0x80'], ['0x70'], ['0x70', 7], 'x', ['y', null]],
      },
      { class: '0x30', ivars: [7], samples: [] },
    ],
  }
  const { facts } = parseCapture(JSON.stringify({ ...WHOLE, threads: 'none', heap }))
  expect([...(facts?.globals.keys() ?? [])]).toEqual(['$good'])
  expect(facts?.modules).toHaveLength(1)
  expect(facts?.objects.map(({ samples }) => samples)).toEqual([[['0x70', '0x80']]])
  expect(facts?.damaged).toEqual(['threads', '2 of modules', '1 of objects'])
})

test('another dump is told by its length', () => {
  const { facts } = parseCapture(JSON.stringify(WHOLE))
  if (facts === undefined) throw new Error('parsed')
  expect(factsMismatch(facts, { size: 1000 })).toBeUndefined()
  expect(factsMismatch(facts, { size: 999 })).toBe(
    'is of a dump of 1000 bytes, and this one has 999',
  )
  expect(
    factsMismatch({ ...facts, dump: { ...facts.dump, rawBytes: undefined } }, { size: 1 }),
  ).toBeUndefined()
})
