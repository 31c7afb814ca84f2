// The line of a block whose code was loaded before allocations were traced.
import { expect, test } from 'vitest'
import { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { studyOf } from '../../testing/study-of.ts'
import { blockPlace } from './block-place.ts'

/** A proc of a block in /app/x.rb, allocated in `method` on line 12 of `file`. */
function place(method: string, file: string = '/app/x.rb'): string | undefined {
  const made = new MadeHeap('3.3.0').root('vm', 'proc').klass('Proc')
  const text = (name: string, value: string) =>
    made.add(name, 'STRING', { class: 'String', value, bytesize: value.length })
  made.klass('String')
  made.add('proc', 'DATA', {
    class: 'Proc',
    struct: 'proc',
    references: ['env', 'iseq'],
    file,
    line: 12,
    method,
    generation: 3,
  })
  made.add('env', 'IMEMO', { imemo_type: 'env', references: ['iseq'] })
  made.add('iseq', 'IMEMO', { imemo_type: 'iseq', references: ['label', 'base', 'path'] })
  text('label', 'block in start')
  text('base', 'start')
  text('path', '/app/x.rb')
  const heap = made.read()
  return blockPlace(studyOf(heap), made.row('proc'))
}

test('is where a method of Ruby took it', () => {
  expect(place('define_method')).toBe('/app/x.rb:12')
  expect(place('lambda')).toBe('/app/x.rb:12')
})

test('is not where a method of the program has it as a parameter, nor in another file', () => {
  expect(place('subscribe')).toBe('/app/x.rb, in start')
  expect(place('define_method', '/app/y.rb')).toBe('/app/x.rb, in start')
})
