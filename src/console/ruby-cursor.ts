// A place in a line of tokens: what stands there, what is taken, what is complained about. The
// parser's parts stand on it, one upon the other, each file a part: ruby-blocks.ts, ruby-literals.ts,
// ruby-calls.ts, ruby-operators.ts, ruby-parser.ts.

import { isPlainName } from './ruby-emit.ts'
import { NotRuby, tokensOf, Unfinished } from './ruby-tokens.ts'
import type { Token } from './ruby-tokens.ts'

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'if unless and or not do end then else elsif while until for def class module begin rescue ' +
    'ensure case when return break next redo retry yield in self super alias undef'
  ).split(' '),
)

export class Cursor {
  protected readonly code: string
  protected readonly tokens: readonly Token[]
  protected at = 0

  constructor(code: string) {
    this.code = code
    this.tokens = tokensOf(code)
  }

  protected get token(): Token {
    return this.peek(0)
  }

  protected peek(ahead: number): Token {
    return this.tokens[this.at + ahead] ?? (this.tokens[this.tokens.length - 1] as Token)
  }

  protected get word(): string | undefined {
    return this.token.kind === 'name' ? this.token.text : undefined
  }

  protected isAt(kind: Token['kind']): boolean {
    return this.token.kind === kind
  }

  protected isOperator(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text
  }

  protected takeOperator(text: string): boolean {
    if (!this.isOperator(text)) return false
    this.at++
    return true
  }

  protected expectOperator(text: string): void {
    if (!this.takeOperator(text)) throw this.unexpected()
  }

  protected takeWord(word: string): boolean {
    if (this.word !== word) return false
    this.at++
    return true
  }

  protected expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected()
  }

  protected name(): string {
    const token = this.token
    if (token.kind !== 'name' || !isPlainName(token.text) || KEYWORDS.has(token.text)) {
      throw this.unexpected()
    }
    this.at++
    return token.text
  }

  protected skipNewlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  protected startsExpression(): boolean {
    const token = this.token
    if (token.kind === 'operator') return /^(?:[([{!-]|->)$/.test(token.text)
    if (token.kind === 'name') return !KEYWORDS.has(token.text)
    return token.kind !== 'newline' && token.kind !== 'end'
  }

  /** A line that starts with a dot belongs to the one before. */
  protected continuesWithDot(): boolean {
    let at = this.at
    while (this.tokens[at]?.kind === 'newline') {
      if (this.code[this.tokens[at]?.start ?? 0] === ';') return false
      at++
    }
    const next = this.tokens[at]
    return next?.kind === 'operator' && (next.text === '.' || next.text === '&.')
  }

  protected unexpected(): Error {
    const { kind, start, end } = this.token
    if (kind === 'end') return new Unfinished('more is expected')
    return new NotRuby(kind === 'newline' ? 'the end of the line' : this.code.slice(start, end))
  }
}
