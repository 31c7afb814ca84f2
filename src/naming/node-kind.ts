// What a graph node is: a row, a root category, or the super root.
import type { Heap } from '../heap/heap.ts'
import { TYPE_NAMES } from '../base/type-names.ts'

/** OBJECT, STRING … or ROOT. */
export function typeOfNode(heap: Heap, node: number): string {
  return node < heap.count ? TYPE_NAMES[heap.columns.type[node]] : 'ROOT'
}

/** '0x…', or the name of a root category; '' for the super root. */
export function addressOfNode(heap: Heap, node: number): string {
  if (node < heap.count) return heap.pages.addressOf(heap.columns.code[node])
  return heap.roots[node - heap.count]?.category ?? ''
}

export function handleOf(node: number): string {
  return `@${node}`
}

/** 'ROOT vm'; 'roots' for the super root. */
export function rootLabel(heap: Heap, node: number): string {
  const root = heap.roots[node - heap.count]
  return root === undefined ? 'roots' : `ROOT ${root.category}`
}
