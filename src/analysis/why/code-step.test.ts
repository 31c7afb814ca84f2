import { expect, test } from 'vitest'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import { splicedTree } from '../ownership/shown-tree.ts'
import { studyOf } from '../testing/study-of.ts'
import { codeStep } from './code-step.ts'

/** A class with three methods, one of them with a block in it, and a table of no code. */
function templates() {
  const heap = new MadeHeap('3.3.0').root('vm', 'Templates')
  heap.klass('Templates', { references: ['m0', 'm1', 'm2', 'table'] })
  heap.add('table', 'ARRAY', { length: 1, memsize: 9000 })
  for (const i of [0, 1, 2]) {
    heap.add(`m${i}`, 'IMEMO', { imemo_type: 'ment', references: ['Templates', `i${i}`] })
    const references = i === 0 ? ['block', 'text'] : []
    heap.add(`i${i}`, 'IMEMO', { imemo_type: 'iseq', references, memsize: 500 + i })
  }
  heap.add('block', 'IMEMO', { imemo_type: 'iseq', memsize: 300 })
  heap.add('text', 'STRING', { bytesize: 900, memsize: 1000 })
  return { heap, study: studyOf(heap.read()) }
}

function codeOf(name: string) {
  const { heap, study } = templates()
  const shown = splicedTree(study)
  const positions = Uint32Array.of(shown.tree.positionOf[heap.row(name)])
  return { step: codeStep(study, shown, positions), heap, tree: shown.tree }
}

test('the code of all methods, blocks and literals as parts of it', () => {
  const { step, heap, tree } = codeOf('Templates')
  const rows = Array.from(step?.positions ?? [], (at) => tree.nodeAt[at])
  expect(new Set(rows)).toEqual(new Set(['i0', 'i1', 'i2'].map((name) => heap.row(name))))
  expect(step).toMatchObject({ count: 3, owned: 500 + 501 + 502 + 300 + 1000 })
  expect(step?.node).toBe(heap.row('i0'))
})

test('what is no class has none', () => {
  expect(codeOf('table').step).toBeUndefined()
  expect(codeOf('m1').step).toBeUndefined()
})
