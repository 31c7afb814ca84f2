// Plain data as JavaScript that could be typed back: one line where that fits, else an entry a line.
// Long texts and lists are cut, and say by how much. Iterative limits, so that nothing that refers to
// itself or is a million entries long can flood the terminal.

import { formatCount } from '../base/format.ts'
import { displayWidth } from '../report/display-width.ts'
import { safeText } from '../report/safe-text.ts'
import type { View } from '../report/screen.ts'

const DEEPEST = 6

export interface PlainLimits {
  /** Entries of one list or object. */
  readonly entries: number
  /** Characters of one text. */
  readonly characters: number
}

export const AT_A_GLANCE: PlainLimits = { entries: 20, characters: 200 }

/** `ofHeap`: a value of the library on one line; undefined for all else. */
export type InlineOf = (value: unknown) => string | undefined

/** One line, whatever its width. */
export function inline(value: unknown, view: View, limits: PlainLimits, ofHeap: InlineOf): string {
  return written(value, 0)

  function written(each: unknown, depth: number): string {
    const known = ofHeap(each)
    if (known !== undefined) return known
    if (each instanceof Set) return `Set ${written([...each], depth)}`
    if (Array.isArray(each)) {
      if (depth >= DEEPEST) return '[…]'
      const items = each.slice(0, limits.entries).map((item) => written(item, depth + 1))
      return `[${[...items, ...rest(each.length - items.length)].join(', ')}]`
    }
    const entries = entriesOf(each)
    if (entries === undefined) return scalar(each, view, limits)
    if (depth >= DEEPEST) return '{…}'
    const { pairs, opening } = entries
    const items = pairs
      .slice(0, limits.entries)
      .map(([key, item]) => `${keyText(key, each, written)}${written(item, depth + 1)}`)
    const all = [...items, ...rest(pairs.length - items.length)]
    return all.length === 0 ? `${opening}{}` : `${opening}{ ${all.join(', ')} }`
  }

  function rest(many: number): string[] {
    return many > 0 ? [view.color.dim(`… ${formatCount(many)} more`)] : []
  }
}

/** Lines within the view's width where possible. */
export function pretty(
  value: unknown,
  view: View,
  limits: PlainLimits,
  ofHeap: InlineOf,
  indent = 0,
): string[] {
  const line = inline(value, view, limits, ofHeap)
  if (indent / 2 >= DEEPEST || indent + displayWidth(withoutColor(line)) <= view.width)
    return [line]
  const below = (each: unknown) => pretty(each, view, limits, ofHeap, indent + 2)
  if (ofHeap(value) !== undefined) return [line]
  if (value instanceof Set) return pretty([...value], view, limits, ofHeap, indent)
  if (Array.isArray(value)) {
    const shown = value.slice(0, limits.entries).map((each) => below(each))
    return bracketed('[', ']', shown, value.length - shown.length, view)
  }
  const entries = entriesOf(value)
  if (entries === undefined) return [line]
  const { pairs, opening } = entries
  const shown = pairs.slice(0, limits.entries).map(([key, each]) => {
    const name = keyText(key, value, (of) => inline(of, view, limits, ofHeap))
    // The first line stands behind the name, and a comma behind the last.
    const narrower = { ...view, width: view.width - displayWidth(withoutColor(name)) - 1 }
    const [first = '', ...others] = pretty(each, narrower, limits, ofHeap, indent + 2)
    return [`${name}${first}`, ...others]
  })
  return bracketed(`${opening}{`, '}', shown, pairs.length - shown.length, view)
}

function bracketed(
  open: string,
  close: string,
  blocks: readonly (readonly string[])[],
  omitted: number,
  view: View,
): string[] {
  const lines = blocks.flatMap((block) =>
    block.map((each, index) => `  ${each}${index === block.length - 1 ? ',' : ''}`),
  )
  const more = omitted > 0 ? [`  ${view.color.dim(`… ${formatCount(omitted)} more`)}`] : []
  return [open, ...lines, ...more, close]
}

interface Entries {
  readonly pairs: readonly (readonly [unknown, unknown])[]
  readonly opening: string
}

function entriesOf(value: unknown): Entries | undefined {
  if (value instanceof Map) return { pairs: [...value], opening: '' }
  if (typeof value !== 'object' || value === null) return undefined
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== Object.prototype && prototype !== null) return undefined
  return { pairs: Object.entries(value), opening: '' }
}

function keyText(
  key: unknown,
  of: unknown,
  write: (key: unknown, depth: number) => string,
): string {
  if (of instanceof Map) return `${write(key, DEEPEST)} => `
  const name = String(key)
  return `${/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : quoted(name, 100)}: `
}

function scalar(value: unknown, view: View, { characters }: PlainLimits): string {
  if (value === null || value === undefined) return view.color.dim('nil')
  if (typeof value === 'string') return quoted(value, characters, view)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol') return safeText(value.toString())
  if (typeof value === 'function') return `#<function ${safeText(value.name || '(o) => …')}>`
  if (value instanceof Error) return safeText(`#<${value.name}: ${value.message}>`)
  if (value instanceof RegExp || value instanceof Date) return safeText(value.toString())
  if (value instanceof Promise) return '#<Promise: await gives its value>'
  return `#<${safeText(value.constructor?.name ?? 'object')}>`
}

function quoted(text: string, characters: number, view?: View): string {
  if (text.length <= characters) return safeText(JSON.stringify(text))
  const more = `… ${formatCount(text.length - characters)} more characters`
  const cut = safeText(JSON.stringify(text.slice(0, characters)))
  return `${cut}${view === undefined ? more : view.color.dim(more)}`
}

/** As wide as it is seen. */
export function withoutColor(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '')
}
