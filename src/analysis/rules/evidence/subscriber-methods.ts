// Whether the objects of a class let others subscribe, by its methods: it includes Observable, or has one
// method to subscribe and another to notify.
// Cost: that of someAncestor().
import type { Study } from '../../study.ts'
import { someAncestor } from './class-methods.ts'

const ADDS =
  /^(?:(?:add|register)_?(?:observer|listener|subscriber|callback|hook|handler)s?|subscribe|listen)$/
const NOTIFIES = /^(?:notify|publish|emit|fire|trigger|broadcast)(?:_\w+)?[!?]?$/

/** @param classRow that of one object, singleton classes included */
export function letsSubscribe(study: Study, classRow: number): boolean {
  let adds = false
  let notifies = false
  return someAncestor(study, classRow, (name, labels) => {
    if (name === 'Observable') return true
    adds ||= labels.some((label) => ADDS.test(label))
    notifies ||= labels.some((label) => NOTIFIES.test(label))
    return adds && notifies
  })
}
