// Dumps with broken lines, invalid UTF-8 and newlines inside: what is read from lines must not fail.
import { describe, expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { openBytes } from './testing/opened.ts'

// Special constants are no objects: such a file is refused.
const dumps = fixtures('malformed', 'extra').filter(({ name }) => !name.startsWith('special'))

describe.each(dumps.map(({ name }) => name))('%s', (name) => {
  const bytes = dumps.find((dump) => dump.name === name)?.bytes ?? new Uint8Array(0)
  const heap = openBytes(bytes, name)
  const text = new TextDecoder().decode(bytes)

  test('the line is in the dump as it stands, and its record has what columns have', () => {
    for (const object of heap.objects) {
      const { json, data, address, type } = object
      expect(text).toContain(json)
      expect(json).toContain(`"address":"${address}"`)
      expect(data['address']).toBe(address)
      // What is no type of Ruby's is UNKNOWN.
      if (type !== 'UNKNOWN') expect(data['type']).toBe(type)
      if (object.file !== null) expect(data['file']).toBe(object.file)
      expect([null, 'string']).toContain(object.value === null ? null : typeof object.value)
    }
  })

  test('every object is found at its address', () => {
    for (const object of heap.objects) expect(heap.at(object.address).equals(object)).toBe(true)
    expect(heap.has('0x10')).toBe(false)
  })
})
