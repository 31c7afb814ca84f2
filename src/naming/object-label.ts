// What a person reads for one object: `#<Work>`, `Work (class)`, `"text…"`, `callcache :render`.
// Text and numbers come from the object's line, so a label costs one to five small reads: made for
// the rows that are shown, never for all.
import * as R from '../base/record.ts'
import { formatCount, formatCounted } from '../base/format.ts'
import type { Heap } from '../heap/heap.ts'
import { glanceAt } from '../heap/record-of.ts'
import type { CapturedNames } from './captured-names.ts'
import type { ClassNames } from './class-names.ts'
import type { MethodNames } from './method-names.ts'
import { rootLabel } from './node-kind.ts'
import { printable, quoted } from './preview.ts'
import type { RowAt } from './row-at.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { BUILTIN_CLASSES } from './type-names.ts'

export function createObjectLabel(
  heap: Heap,
  classNames: ClassNames,
  methods: MethodNames,
  rowAt: RowAt,
  captured: () => CapturedNames | undefined,
): (node: number) => string {
  const { words } = heap
  const { offsets, targets } = heap.graph
  const { type, word, length } = heap.columns

  /** The class's name, or `internal String` for an object that Ruby code never sees. */
  function classOf(row: number): string {
    const raw = classNames.rawClassOf(row)
    if (raw !== R.NONE) return classNames.nameOf(classNames.realClass(raw))
    const name = BUILTIN_CLASSES[type[row]] ?? TYPE_NAMES[type[row]]
    return heap.roots.length === 0 ? name : `internal ${name}`
  }

  function isPlain(row: number): boolean {
    const raw = classNames.rawClassOf(row)
    return (
      raw === R.NONE || classNames.nameOf(classNames.realClass(raw)) === BUILTIN_CLASSES[type[row]]
    )
  }

  function textOf(row: number): string | undefined {
    const value = glanceAt(heap, row)['value']
    return typeof value === 'string' ? value : undefined
  }

  function stringLabel(row: number): string {
    const text = textOf(row)
    if (text === undefined) return `${classOf(row)} (${withoutText(row)})`
    const preview = quoted(text, 40)
    return isPlain(row) ? preview : `#<${classOf(row)} ${preview}>`
  }

  /** Why there is no text: only 7-bit strings are written out. */
  function withoutText(row: number): string {
    if ((heap.columns.flags[row] & R.FLAG_SHARED) !== 0) return 'part of a shared one'
    const encoding = word[row] === 0 ? 'binary' : words[word[row]]
    return length[row] === 0 ? 'empty' : `${formatCounted(length[row], 'byte')}, ${encoding}`
  }

  function imemoLabel(row: number): string {
    const kind = words[word[row]] || 'IMEMO'
    switch (kind) {
      case 'callcache': {
        const name = methods.calledName(row)
        const receiver = receiverOf(row)
        const on = receiver === undefined ? '' : ` on ${receiver}`
        return name === undefined ? `${kind}${on}` : `${kind} :${name}${on}`
      }
      case 'callinfo': {
        const name = glanceAt(heap, row)['mid']
        return typeof name === 'string' ? `${kind} :${name}` : kind
      }
      case 'ment': {
        const name = methods.methodName(row)
        return name === undefined ? kind : `${kind} ${name}`
      }
      case 'iseq':
        return withPlace(kind, row)
      case 'env': {
        const iseq = methods.imemoAmong(row, 'iseq')
        return iseq === undefined ? kind : withPlace(kind, iseq)
      }
    }
    return kind
  }

  /** The class that a call cache was made for (3.3+). It does not keep it: the class may be gone. */
  function receiverOf(row: number): string | undefined {
    const address = glanceAt(heap, row)['receiver_class']
    const found = typeof address === 'string' ? rowAt(address) : R.NONE
    if (found === R.NONE || heap.classes.entryOf(found) < 0) return undefined
    return classNames.nameOf(found)
  }

  /** `iseq show app/x.rb:3`; the line is known only where allocations were traced. */
  function withPlace(kind: string, iseq: number): string {
    const name = methods.iseqName(iseq)
    const place = name?.path ?? ''
    const site = classNames.siteOf(iseq)
    const where = site !== '' && (place === '' || site.startsWith(place)) ? site : place
    return [kind, name?.label ?? '', where].filter((part) => part !== '').join(' ')
  }

  function dataLabel(row: number): string {
    const struct = words[word[row]]
    if (classNames.rawClassOf(row) === R.NONE) return struct === '' ? 'DATA' : `DATA ${struct}`
    const name = classOf(row)
    if (struct === 'proc') {
      const iseq = methods.imemoAmong(row, 'iseq')
      if (iseq !== undefined) return `#<${withPlace(name, iseq)}>`
    }
    if (struct === 'VM/thread') return threadLabel(row, name)
    return instanceLabel(name, struct)
  }

  function threadLabel(row: number, name: string): string {
    const thread = captured()?.thread(row)
    const called = thread?.name ?? (thread?.main === true ? 'main' : '')
    return called === '' ? instanceLabel(name, 'VM/thread') : `#<${name} ${quoted(called)}>`
  }

  function classLabel(row: number): string {
    const name = classNames.nameOf(row)
    if (name.startsWith('#<')) return name
    return `${name} (${type[row] === R.TYPE_MODULE ? 'module' : 'class'})`
  }

  function includedLabel(row: number): string {
    const module = iclassModule(heap, row)
    return module === R.NONE ? 'included module' : `${classNames.nameOf(module)} (included)`
  }

  function label(row: number): string {
    switch (type[row]) {
      case R.TYPE_STRING:
        return stringLabel(row)
      case R.TYPE_SYMBOL: {
        const text = textOf(row)
        return text === undefined ? 'Symbol' : `:${/^\w+[?!=]?$/.test(text) ? text : quoted(text)}`
      }
      case R.TYPE_FLOAT:
      case R.TYPE_BIGNUM: {
        const value = glanceAt(heap, row)['value']
        if (typeof value === 'string' || typeof value === 'number') return String(value)
        return type[row] === R.TYPE_FLOAT ? '#<Float>' : '#<Integer> (digits not in the dump)'
      }
      case R.TYPE_ARRAY:
        return `${classOf(row)} (${formatCounted(length[row], 'element')})`
      case R.TYPE_HASH:
        return `${classOf(row)} (${formatCounted(length[row], 'entry', 'entries')})`
      case R.TYPE_CLASS:
      case R.TYPE_MODULE:
        return classLabel(row)
      case R.TYPE_ICLASS:
        return includedLabel(row)
      case R.TYPE_IMEMO:
        return imemoLabel(row)
      case R.TYPE_DATA:
        return dataLabel(row)
      case R.TYPE_REGEXP: {
        const source = offsets[row + 1] > offsets[row] ? targets[offsets[row + 1] - 1] : R.NONE
        const text =
          source < heap.count && type[source] === R.TYPE_STRING ? textOf(source) : undefined
        return text === undefined ? `#<${classOf(row)}>` : `/${quoted(text).slice(1, -1)}/`
      }
      case R.TYPE_FILE:
        return length[row] === 0
          ? `#<${classOf(row)}>`
          : `#<${classOf(row)} (fd ${formatCount(length[row] - 1)})>`
      case R.TYPE_NODE:
      case R.TYPE_ZOMBIE:
      case R.TYPE_UNKNOWN:
        return TYPE_NAMES[type[row]]
    }
    return `#<${classOf(row)}>`
  }

  return (node) => (node < heap.count ? printable(label(node)) : rootLabel(heap, node))
}

/** `#<Work>`; with the C struct of DATA where it says more than the class: `#<Object (oniguruma)>`. */
export function instanceLabel(name: string, struct: string): string {
  const own = name.slice(name.lastIndexOf(':') + 1).toLowerCase()
  const inner = struct.slice(struct.lastIndexOf('/') + 1).toLowerCase()
  return struct === '' || inner === own ? `#<${name}>` : `#<${name} (${struct})>`
}

/** The module (or, for a prepended class's origin, the class) that an ICLASS stands for. */
export function iclassModule(heap: Heap, row: number): number {
  const { type, flags } = heap.columns
  if ((flags[row] & R.FLAG_CLASS_EDGE) === 0) return R.NONE
  const module = heap.graph.targets[heap.graph.offsets[row]]
  if (module >= heap.count) return R.NONE
  return type[module] === R.TYPE_MODULE || type[module] === R.TYPE_CLASS ? module : R.NONE
}
