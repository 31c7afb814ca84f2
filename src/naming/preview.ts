// Text from the dump made short and safe to print in one line.

const LONGEST = 40

/** `"text…"`: escaped as Ruby would write it, at most `longest` characters of it. */
export function quoted(text: string, longest: number = LONGEST): string {
  const cut = text.length > longest
  return `"${escaped(cut ? text.slice(0, longest) : text)}${cut ? '…' : ''}"`
}

/** Control and other characters that must not reach a terminal, as escapes. */
export function escaped(text: string): string {
  return text.replace(/["\\\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    const known = KNOWN[character]
    if (known !== undefined) return known
    const code = character.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`
  })
}

/** Escapes nothing but what would harm a terminal; for names and paths. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return KNOWN[character] ?? `\\x${hex(character.codePointAt(0) ?? 0, 2)}`
  })
}

const KNOWN: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u001b': '\\e',
  '\0': '\\0',
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0')
}
