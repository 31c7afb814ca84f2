// Strings with an object each in an instance variable, and strings without.
import { expect, test } from 'vitest'
import { first, list, program } from '../testing/made-program.ts'

const COUNT = 60

function titleOf(withPages: boolean): string {
  const heap = program()
  list(heap, COUNT, (name) => {
    const references = withPages ? [`${name}p`] : [`${name}s`]
    const text = { class: 'String', bytesize: 9, memsize: 3000 }
    heap.add(name, 'STRING', { ...text, references })
    if (withPages) heap.add(`${name}p`, 'OBJECT', { class: 'Page', memsize: 3000 })
    else heap.add(`${name}s`, 'STRING', { ...text, references: [] })
  })
  return first(heap).title
}

test('what strings have in instance variables is named', () => {
  expect(titleOf(true)).toBe(
    'A constant of Store holds 60 strings with Page objects in their instance variables',
  )
  expect(titleOf(false)).not.toContain('instance variables')
})
