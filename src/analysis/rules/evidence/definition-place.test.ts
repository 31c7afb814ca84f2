import { expect, test } from 'vitest'
import { MadeHeap } from '../../../heap/testing/made-heap.ts'
import { studyOf } from '../../testing/study-of.ts'
import { sharedDefinitionPlace } from './definition-place.ts'

test('where some classes were made before tracing began, another one knows the line', () => {
  const made = new MadeHeap('3.1.2').root('vm', 'Class', 'String').klass('Class').klass('String')
  const text = (name: string, value: string) =>
    made.add(name, 'STRING', { class: 'String', value, bytesize: value.length })
  text('label', 'run')
  text('path', '/app/proxy.rb')
  for (const name of ['a', 'b', 'c']) {
    const site = name === 'b' ? { file: '/app/proxy.rb', line: 24, generation: 3 } : {}
    made.add(name, 'CLASS', { class: 'Class', references: [`${name}.ment`] })
    made.add(`${name}.ment`, 'IMEMO', { imemo_type: 'ment', references: [`${name}.iseq`] })
    const references = ['label', 'label', 'path']
    made.add(`${name}.iseq`, 'IMEMO', { imemo_type: 'iseq', references, ...site })
  }
  const study = studyOf(made.read())
  const place = (...names: string[]) =>
    sharedDefinitionPlace(
      study,
      Uint32Array.from(names, (name) => made.row(name)),
    )
  expect(place('a', 'b', 'c')).toBe('/app/proxy.rb:24')
  expect(place('b', 'a')).toBe('/app/proxy.rb:24')
  expect(place('a', 'c')).toBe('/app/proxy.rb')
})
