// Whether the objects of a class let others subscribe, by its methods: it includes Observable, or has one
// method to subscribe and another to notify.
// Cost: some reads for each method of the class and of what it inherits, up to Object.
import { createMethodNames } from '../../naming/method-names.ts'
import { NONE, TYPE_ICLASS, TYPE_IMEMO } from '../../base/record.ts'
import type { Study } from '../study.ts'

const ADDS =
  /^(?:(?:add|register)_?(?:observer|listener|subscriber|callback|hook|handler)s?|subscribe|listen)$/
const NOTIFIES = /^(?:notify|publish|emit|fire|trigger|broadcast)(?:_\w+)?[!?]?$/
const DEEPEST = 50
const EDGES_SEARCHED = 1000

/** @param classRow that of one object, singleton classes included */
export function letsSubscribe({ heap, names }: Study, classRow: number): boolean {
  const methods = createMethodNames(heap, names.classes)
  const { offsets, targets } = heap.graph
  const { type, word } = heap.columns
  const { classes } = heap
  let adds = false
  let notifies = false
  let row = classRow
  for (let depth = 0; depth < DEEPEST && row < heap.count; depth++) {
    const own = type[row] === TYPE_ICLASS ? targets[offsets[row]] : row
    const name = names.classes.ownName(own)
    if (name === 'Observable') return true
    if (name === 'Object') return false
    for (const label of labelsOf(own)) {
      adds ||= ADDS.test(label)
      notifies ||= NOTIFIES.test(label)
    }
    if (adds && notifies) return true
    const entry = classes.entryOf(row)
    row = entry < 0 ? NONE : classes.superclass[entry]
  }
  return false

  function labelsOf(own: number): string[] {
    const labels: string[] = []
    const end = Math.min(offsets[own + 1], offsets[own] + EDGES_SEARCHED)
    for (let edge = offsets[own]; edge < end; edge++) {
      const target = targets[edge]
      if (type[target] !== TYPE_IMEMO || heap.words[word[target]] !== 'ment') continue
      const iseq = methods.imemoAmong(target, 'iseq')
      const label = iseq === undefined ? undefined : methods.iseqName(iseq)?.label
      if (label !== undefined) labels.push(label)
    }
    return labels
  }
}
