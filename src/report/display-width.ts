// How many terminal cells a text takes, and cutting it to fit. Terminals draw East Asian wide
// characters and emoji over two cells and combining marks over none; a table aligned by
// `String.length` falls apart on the first Japanese string of a dump. Text is cut between
// grapheme clusters, never inside one. ASCII, nearly all there is, takes the short way.

const ASCII = /^[\x20-\x7e]*$/
const ZERO_WIDTH = /^(?:\p{Mark}|\u200c|\u200d)$/u
const EMOJI = /^\p{Emoji_Presentation}/u
const ELLIPSIS = '…'

/** Inclusive ranges of wide (W and F) code points of Unicode 16, neighbours joined. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18d08],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]

let segmenter: Intl.Segmenter | undefined

/** Terminal cells that `text` takes; it must be free of control characters (`safeText`). */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const cluster of clusters(text)) width += clusterWidth(cluster)
  return width
}

/** At most `width` cells of `text`; what is left out is told by … at the end. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  return headOf(text, width - 1) + ELLIPSIS
}

/**
 * At most `width` cells of `text`, cut in the middle: names of Ruby classes and files are told
 * apart by their ends (`ActionDispatch::…::RoutesProxy`), so the end keeps the larger part.
 */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 8) return cutEnd(text, width)
  const tail = Math.ceil((width - 1) * 0.6)
  return headOf(text, width - 1 - tail) + ELLIPSIS + tailOf(text, tail)
}

function headOf(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, width)
  let head = ''
  let used = 0
  for (const cluster of clusters(text)) {
    used += clusterWidth(cluster)
    if (used > width) break
    head += cluster
  }
  return head
}

function tailOf(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(text.length - width)
  const all = [...clusters(text)]
  let used = 0
  let start = all.length
  while (start > 0) {
    used += clusterWidth(all[start - 1] as string)
    if (used > width) break
    start--
  }
  return all.slice(start).join('')
}

function* clusters(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** A cluster is as wide as its widest character; U+FE0F asks for the two-cell emoji form. */
function clusterWidth(cluster: string): number {
  if (cluster.includes('\ufe0f') || EMOJI.test(cluster)) return 2
  let width = 0
  for (const character of cluster) {
    if (ZERO_WIDTH.test(character)) continue
    width = Math.max(width, isWide(character.codePointAt(0) ?? 0) ? 2 : 1)
  }
  return width
}

function isWide(code: number): boolean {
  if (code < 0x1100) return false
  for (const [first, last] of WIDE) if (code <= last) return code >= first
  return false
}
