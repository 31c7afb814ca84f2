// What `console.log` shows of heaps, objects and collections under Node: a line, not their insides.
// Labels hold text that strangers sent to the dumped program, so what could steer a terminal is
// written as an escape.
import { HeapDiff } from '../../library/diff.ts'
import { HeapView } from '../../library/heap.ts'
import { HeapObjectView } from '../../library/object.ts'
import { NodeCollection } from '../../library/collection.ts'
import { NodePath } from '../../library/path.ts'
import { formatBytes, formatCount } from '../../base/format.ts'

/** Known to Node's `util.inspect`, whoever asks for it. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
/** Objects of a collection that are shown. */
const SHOWN = 5

/** Controls, formatting and reordering characters, separators of lines, halves of surrogate pairs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Teaches the library's classes to show themselves; once is enough. */
export function showThemselves(): void {
  teach(HeapObjectView, ({ label, handle, address, type, memsize, retainedSize }) => {
    const held = retainedSize === null ? '' : `, retains ${formatBytes(retainedSize)}`
    const own = type === 'ROOT' ? '' : ` ${address} · ${formatBytes(memsize)}${held}`
    return `<${safe(label)} ${handle}${own}>`
  })
  teach(NodeCollection, (collection) => {
    const shown = collection.first(SHOWN).map(({ label, handle }) => `${safe(label)} ${handle}`)
    const more = collection.length > SHOWN ? [`${formatCount(collection.length - SHOWN)} more`] : []
    return `Collection(${formatCount(collection.length)}) [${[...shown, ...more].join(', ')}]`
  })
  teach(NodePath, (path) => {
    const steps = path.map(({ label, handle, type }, index) => {
      const name = path.edges[index]
      const named = name === null || name === undefined ? '' : ` ← ${safe(name)}`
      return `  ${safe(label)}${type === 'ROOT' ? '' : ` ${handle}`}${named}`
    })
    return `Path(${formatCount(path.length)})\n${steps.join('\n')}`
  })
  teach(HeapView, (heap) => `<Heap ${described(heap)}>`)
  teach(HeapDiff, ({ before, after, later }) => {
    const heaps = [before, after, ...(later === null ? [] : [later])]
    return `<Diff ${heaps.map(described).join(' → ')}>`
  })
}

function described({ name, objects }: { name: string; objects: { length: number } }): string {
  return `${safe(name)}, ${formatCount(objects.length)} objects`
}

function teach<T>(type: { readonly prototype: T }, show: (self: T) => string): void {
  Object.defineProperty(type.prototype, INSPECT, {
    configurable: true,
    value(this: T) {
      return show(this)
    },
  })
}

function safe(text: string): string {
  return text.replace(UNSAFE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)
}
