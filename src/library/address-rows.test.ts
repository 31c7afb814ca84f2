import { expect, test } from 'vitest'
import { NONE } from '../base/record.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { exampleDump } from '../../test/reference/fixtures.ts'
import { createAddressRows } from './address-rows.ts'

test('the first few and all the others are found alike', () => {
  const heap = readHeap(memorySource(exampleDump('before').bytes))
  const addresses = Array.from(heap.columns.code, (code) => heap.pages.addressOf(code))
  const rows = createAddressRows(heap)
  expect(addresses.map((address) => rows.rowOf(address))).toEqual(addresses.map((_, row) => row))
  const none = ['0x8', '0xgg', '', 'Work', '0x7fffffffffff', `${addresses[0]}0`, '@1']
  const expected = none.map(() => NONE)
  expect(none.map((address) => rows.rowOf(address))).toEqual(expected)
  const fresh = createAddressRows(heap)
  expect(none.map((address) => fresh.rowOf(address))).toEqual(expected)
  // Between two objects of a page.
  const inside = `0x${(Number.parseInt(addresses[5].slice(2), 16) + 8).toString(16)}`
  expect([rows.rowOf(inside), fresh.rowOf(inside)]).toEqual([NONE, NONE])
})
