// Ruby as people type it at a prompt, cut into tokens. Not all of Ruby: heredocs, `?a`, `%Q` and the
// like are not known, and a text that holds them is refused instead of being misread.

/** What this part of Loupe cannot read; the message says what it met. */
export class NotRuby extends Error {}

/** The text is right so far and goes on: a block, a bracket or a string is open. */
export class Unfinished extends Error {}

export type Token = {
  /** Blanks before it, and a line's end before it. */
  readonly spaced: boolean
  readonly start: number
  readonly end: number
} & (
  | { readonly kind: 'number'; readonly text: string }
  /** Texts and, where `#{}` stood, the Ruby in it. */
  | { readonly kind: 'string' | 'symbol'; readonly parts: readonly StringPart[] }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'regexp'; readonly source: string; readonly flags: string }
  /** `name`, `name?`, `name!`, `Name`, `$name`; keywords too. */
  | { readonly kind: 'name'; readonly text: string }
  /** `name:` before a value. */
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string }
  /** A line's end or `;`. */
  | { readonly kind: 'newline' }
  | { readonly kind: 'end' }
)

export type StringPart = { readonly text: string } | { readonly ruby: string }

/** Longest first, so that the first that fits is the one meant. */
const OPERATORS = (
  '<=> === ... **= ||= &&= <<= >>= => -> == != =~ !~ <= >= && || << >> ** .. :: &. ' +
  '+= -= *= /= %= |= &= ^= + - * / % = < > ! ~ & | ^ ? : , . ( ) [ ] { }'
).split(' ')

const NAME = /[$@]{0,2}[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y
const BLANK = /(?:[ \t\r]|\\\n|#[^\n]*)+/y
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }

export function tokensOf(code: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < code.length) {
    const blank = match(BLANK, code, at)
    at += blank.length
    if (at >= code.length) break
    const { token, end } = tokenAt(code, at, blank !== '', tokens[tokens.length - 1])
    tokens.push(token)
    at = end
  }
  tokens.push({ kind: 'end', spaced: true, start: code.length, end: code.length })
  return tokens
}

function tokenAt(
  code: string,
  start: number,
  blank: boolean,
  before: Token | undefined,
): { token: Token; end: number } {
  const spaced = blank || before === undefined || before.kind === 'newline'
  const made = (end: number) => ({ spaced, start, end })
  const character = code[start] ?? ''
  if (character === '\n' || character === ';') {
    return { token: { kind: 'newline', ...made(start + 1) }, end: start + 1 }
  }
  if (character === '"' || character === "'") {
    const { parts, end } = quoted(code, start, character)
    if (code[end] === ':' && code[end + 1] !== ':' && !isOperator(before, '?')) {
      const text = parts.map((part) => ('text' in part ? part.text : '')).join('')
      return { token: { kind: 'label', text, ...made(end + 1) }, end: end + 1 }
    }
    return { token: { kind: 'string', parts, ...made(end) }, end }
  }
  if (character === ':' && code[start + 1] !== ':') {
    const symbol = symbolAt(code, start)
    if (symbol !== undefined) {
      const { parts, end } = symbol
      return { token: { kind: 'symbol', parts, ...made(end) }, end }
    }
  }
  if (character === '%' && startsValue(before, spaced, code[start + 1])) {
    const words = wordsAt(code, start)
    if (words !== undefined) {
      const { list, end } = words
      return { token: { kind: 'words', words: list, ...made(end) }, end }
    }
  }
  if (character === '/' && startsValue(before, spaced, code[start + 1])) {
    const { source, flags, end } = regexpAt(code, start)
    return { token: { kind: 'regexp', source, flags, ...made(end) }, end }
  }
  const number = match(NUMBER, code, start)
  if (number !== '') {
    const end = start + number.length
    if (/[\p{L}_]/u.test(code[end] ?? '')) throw new NotRuby(`the number ${number}${code[end]}`)
    return { token: { kind: 'number', text: number, ...made(end) }, end }
  }
  const name = match(NAME, code, start)
  if (name !== '') return nameAt(code, name, spaced, start, before)
  const operator = OPERATORS.find((each) => code.startsWith(each, start))
  if (operator === undefined) throw new NotRuby(`the character ${character}`)
  const end = start + operator.length
  return { token: { kind: 'operator', text: operator, ...made(end) }, end }
}

function nameAt(
  code: string,
  name: string,
  spaced: boolean,
  start: number,
  before: Token | undefined,
): { token: Token; end: number } {
  let end = start + name.length
  const next = code[end]
  const after = code[end + 1] ?? ''
  let text = name
  // `frozen?` is a name, `a ?b : c` and `a!=b` are not.
  if (next === '?' && !/[\p{L}\p{N}_:'"]/u.test(after) && after !== '.') {
    text += next
    end++
  } else if (next === '?' && after === '.') {
    // JavaScript's `a?.b`, and Ruby's `a?.b`: both can only mean a question mark's method here.
    text += next
    end++
  } else if (next === '!' && after !== '=' && after !== '~') {
    text += next
    end++
  } else if (
    next === ':' &&
    after !== ':' &&
    !isOperator(before, '?') &&
    !isOperator(before, '.')
  ) {
    return { token: { kind: 'label', text, spaced, start, end: end + 1 }, end: end + 1 }
  }
  return { token: { kind: 'name', text, spaced, start, end }, end }
}

/** Whether a `/` or `%` here opens a literal, by what stands before it. */
function startsValue(
  before: Token | undefined,
  spaced: boolean,
  after: string | undefined,
): boolean {
  if (before === undefined || before.kind === 'newline' || before.kind === 'label') return true
  if (before.kind === 'operator') return !/^[)\]}]$/.test(before.text)
  if (before.kind !== 'name') return false
  if (/^(?:if|unless|and|or|not|when|return|elsif|then|do)$/.test(before.text)) return true
  return spaced && after !== undefined && !/[\s=]/.test(after)
}

function quoted(code: string, start: number, quote: string): { parts: StringPart[]; end: number } {
  const parts: StringPart[] = []
  let text = ''
  let at = start + 1
  for (;;) {
    const character = code[at]
    if (character === undefined) throw new NotRuby('a string without its closing quote')
    if (character === quote) break
    if (character === '\\') {
      const { value, end } = quote === '"' ? escapeAt(code, at) : plainEscapeAt(code, at)
      text += value
      at = end
    } else if (quote === '"' && character === '#' && code[at + 1] === '{') {
      const end = closingBrace(code, at + 2)
      if (text !== '') parts.push({ text })
      parts.push({ ruby: code.slice(at + 2, end) })
      text = ''
      at = end + 1
    } else {
      text += character
      at++
    }
  }
  if (text !== '' || parts.length === 0) parts.push({ text })
  return { parts, end: at + 1 }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  e: '\u001b',
  s: ' ',
  0: '\0',
  a: '\u0007',
  b: '\b',
}

function escapeAt(code: string, at: number): { value: string; end: number } {
  const character = code[at + 1] ?? ''
  if (/[uxcCM1-7]/.test(character)) {
    const [all, hex] = /^\\u\{?([\da-fA-F]{4,6})\}?/.exec(code.slice(at)) ?? []
    if (all === undefined || hex === undefined) throw new NotRuby(`the escape \\${character}`)
    return { value: String.fromCodePoint(Number.parseInt(hex, 16)), end: at + all.length }
  }
  return { value: ESCAPES[character] ?? character, end: at + 2 }
}

function plainEscapeAt(code: string, at: number): { value: string; end: number } {
  const next = code[at + 1] ?? ''
  return next === "'" || next === '\\' ? { value: next, end: at + 2 } : { value: '\\', end: at + 1 }
}

/** Where the brace of `#{` closes; strings in between may hold braces. */
function closingBrace(code: string, from: number): number {
  let depth = 0
  for (let at = from; at < code.length; at++) {
    const character = code[at]
    if (character === '{') depth++
    else if (character === '}' && depth-- === 0) return at
    else if (character === '"' || character === "'") at = quoted(code, at, character).end - 1
  }
  throw new Unfinished('#{ is open')
}

/** `:name`, `:"any text"`, `:+`; undefined for a colon alone. */
function symbolAt(
  code: string,
  start: number,
): { parts: readonly StringPart[]; end: number } | undefined {
  if (code[start + 1] === '"') return quoted(code, start + 1, '"')
  const [text] = /^(?:[\p{L}_][\p{L}\p{N}_]*[?!]?|[+*-])/u.exec(code.slice(start + 1)) ?? []
  if (text === undefined) return undefined
  return { parts: [{ text }], end: start + 1 + text.length }
}

function wordsAt(code: string, start: number): { list: string[]; end: number } | undefined {
  const [all, open] = /^%[wi]([([{<])/.exec(code.slice(start)) ?? []
  if (all === undefined || open === undefined) return undefined
  const end = code.indexOf(CLOSING[open] ?? '', start + all.length)
  if (end < 0) throw new Unfinished('%w is open')
  const text = code.slice(start + all.length, end).trim()
  return { list: text === '' ? [] : text.split(/\s+/), end: end + 1 }
}

function regexpAt(code: string, start: number): { source: string; flags: string; end: number } {
  let at = start + 1
  let inClass = false
  for (; at < code.length; at++) {
    const character = code[at]
    if (character === '\n') throw new NotRuby('a regular expression over several lines')
    if (character === '\\') at++
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) {
      const [flags] = /^[a-z]*/.exec(code.slice(at + 1)) ?? ['']
      return { source: code.slice(start + 1, at), flags, end: at + 1 + flags.length }
    }
  }
  throw new Unfinished('a regular expression is open')
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token?.kind === 'operator' && token.text === text
}

function match(pattern: RegExp, code: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(code)?.[0] ?? ''
}
