// A dump holds strings that strangers sent to the program, and labels carry them to the terminal.
// Whatever could move the cursor, change colours, retitle the window or reorder the text a reader
// sees is written as an escape instead. Every text of a screen passes through here exactly where
// it enters a line, so no report can forget it. Escaping twice changes nothing.

// C0, DEL and C1 controls; line and paragraph separators; bidirectional marks, embeddings,
// overrides and isolates; invisible operators; annotation marks; tag characters; the BOM; lone
// surrogates. ZWJ and ZWNJ stay: emoji and several scripts are written with them.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu

const SHORT: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u001b': '\\e',
}

/** Text safe to print: one line, no control or invisible reordering characters. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escape)
}

/** The same, line by line. */
export function safeLines(text: string): string {
  return text.split('\n').map(safeText).join('\n')
}

/** The same for a whole JSON document: such characters stand only inside its strings. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    character === '\n' ? character : jsonEscapes(character),
  )
}

function escape(character: string): string {
  const short = SHORT[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

function jsonEscapes(character: string): string {
  let escapes = ''
  for (let i = 0; i < character.length; i++) {
    escapes += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return escapes
}
