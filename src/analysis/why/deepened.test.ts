// Thirty accounts, each large, of which one hash fills: the hashes' entries are what has grown.
import { expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, list, program } from '../rules/testing/made-program.ts'

const ACCOUNTS = 30

/** Each with a large text that stays, and so many pages in one hash. */
function accounts(pages: number): MadeHeap {
  const heap = program().klass('Account', { superclass: 'Object' })
  return list(heap, ACCOUNTS, (name) => {
    heap.add(name, 'OBJECT', { class: 'Account', references: [`${name}s`, `${name}h`] })
    heap.add(`${name}s`, 'STRING', { class: 'String', bytesize: 90_000, memsize: 90_000 })
    const references: string[] = []
    for (let i = 0; i < pages; i++) references.push(`${name}k${i}`, `${name}p${i}`)
    heap.add(`${name}h`, 'HASH', { class: 'Hash', size: pages, references })
    for (let i = 0; i < pages; i++) {
      const key = { class: 'String', value: `key ${i}`, bytesize: 5 }
      heap.add(`${name}k${i}`, 'STRING', key)
      heap.add(`${name}p${i}`, 'OBJECT', { class: 'Page', memsize: 400 })
    }
  })
}

test('what grows a little in each of many large objects is what is told', () => {
  const [found] = answer(accounts(2), accounts(4), accounts(6)).findings
  expect(found).toMatchObject({ verdict: 'growing', count: ACCOUNTS * 6 })
  expect(found.title).toBe('30 Account objects hold 180 Page objects')
  expect(found.bytes).toBe(ACCOUNTS * 6 * 400)
  expect(found.path.map(({ label, count }) => `${count} ${label}`).slice(-3)).toEqual([
    '30 #<Account>',
    '30 Hash',
    '180 #<Page>',
  ])
})

test('what is as it was is not', () => {
  expect(answer(accounts(6), accounts(6), accounts(6)).findings).toEqual([])
})
