// Names of what code refers to: call caches, method entries, iseqs, scopes, procs.
import * as R from '../base/record.ts'
import { ivarEdge, type EdgeContext, type Named } from './edge-context.ts'

export interface CodeReferences {
  /** `at` of `total` references behind the one to the class or owner. */
  ofImemo(row: number, edge: number, at: number, total: number): Named
  ofData(row: number, edge: number, at: number, total: number): Named
}

export function createCodeReferences(context: EdgeContext): CodeReferences {
  const { heap, ivars, imemoKind } = context
  const { words } = heap
  const { targets } = heap.graph
  const { type, word } = heap.columns
  const version = heap.dialect.number

  function isClass(node: number): boolean {
    return node < heap.count && (type[node] === R.TYPE_CLASS || type[node] === R.TYPE_MODULE)
  }

  function isStruct(node: number, struct: string): boolean {
    return node < heap.count && type[node] === R.TYPE_DATA && words[word[node]] === struct
  }

  function ofImemo(row: number, edge: number, at: number, total: number): Named {
    const target = targets[edge]
    const other = imemoKind(target)
    switch (imemoKind(row)) {
      case 'callcache':
        return other === 'ment' ? 'its method entry' : undefined
      case 'ment':
        if (other === 'iseq') return 'its code'
        if (other === 'cref') return 'its lexical scope'
        if (isClass(target)) return 'the class that has the method'
        return type[target] === R.TYPE_DATA ? 'its block' : undefined
      case 'cref':
        if (other === 'cref') return 'the scope around it'
        return isClass(target) ? 'its class' : undefined
      case 'iseq':
        if (other === 'callcache') return 'inline method cache'
        if (other === 'iseq') return 'code inside it'
        return other === 'constcache' ? 'inline constant cache' : undefined
      case 'constcache':
        return other === 'cref' ? undefined : 'cached constant'
      case 'env':
        if (other === '') return 'captured local'
        return other === 'env' ? 'enclosing scope' : other === 'iseq' ? 'its code' : undefined
      case 'fields':
        return ivarEdge(ivars.nameAt(row, at, total, edge - at))
    }
    return undefined
  }

  function ofData(row: number, edge: number, at: number, total: number): Named {
    const target = targets[edge]
    const other = imemoKind(target)
    if (other === 'fields') return 'its instance variables'
    const struct = words[word[row]]
    if (struct === 'ractor' && isStruct(target, 'VM/thread')) {
      return at === firstThread(edge - at, total) ? 'main thread' : 'thread'
    }
    if (struct !== 'proc') return undefined
    if (other === 'env') return 'captured scope'
    if (other === 'iseq') return 'its code'
    // What is left of a block's proc is its `self`, if it is the only one left.
    let left = 0
    let code = false
    for (let i = edge - at; i < edge - at + total; i++) {
      if (imemoKind(targets[i]) === '') left++
      else if (imemoKind(targets[i]) === 'iseq') code = true
    }
    return code && left === 1 && other === '' && (version >= 400 || ivars.ofShape(row).length === 0)
      ? 'self of the block'
      : undefined
  }

  /** A Ractor lists its threads in the order in which they were started. */
  function firstThread(first: number, total: number): number {
    for (let at = 0; at < total; at++) if (isStruct(targets[first + at], 'VM/thread')) return at
    return -1
  }

  return { ofImemo, ofData }
}
