// Values as they stand there: numbers, texts and what is between `#{}`, symbols, lists, hashes, what is
// in parentheses.

import { atom, isPlainName, quote, template } from './ruby-emit.ts'
import type { Expression } from './ruby-emit.ts'
import { Blocks } from './ruby-blocks.ts'
import { toRegExp } from './ruby-regexp.ts'
import { NotRuby, Unfinished } from './ruby-tokens.ts'
import type { StringPart, Token } from './ruby-tokens.ts'

export abstract class Literals extends Blocks {
  protected abstract expression(): Expression
  protected abstract assignment(): Expression
  protected abstract postfix(): Expression
  protected abstract nameExpression(token: Token & { kind: 'name' }): Expression
  /** The Ruby between `#{` and `}`, in the same scopes. */
  protected abstract interpolated(ruby: string): Expression

  protected primary(): Expression {
    const token = this.token
    switch (token.kind) {
      case 'number': {
        this.at++
        const float = /[.eE]/.test(token.text) && !/^0x/i.test(token.text)
        if (/^0\d/.test(token.text)) throw new NotRuby('an octal number')
        return { ...atom(token.text), number: true, float }
      }
      case 'string':
        this.at++
        if (this.token.kind === 'string') throw new NotRuby('two strings side by side')
        return { ...this.text(token.parts), string: true }
      case 'symbol':
        this.at++
        return { ...this.text(token.parts), string: true }
      case 'words':
        this.at++
        return atom(`[${token.words.map(quote).join(', ')}]`)
      case 'regexp':
        this.at++
        return { ...atom(toRegExp(token.source, token.flags)), regexp: true }
      case 'name':
        return this.nameExpression(token)
      case 'operator':
        return this.bracketed(token.text)
      case 'end':
        throw new Unfinished('an expression is expected')
      case 'label':
      case 'newline':
        throw this.unexpected()
    }
  }

  private text(parts: readonly StringPart[]): Expression {
    const [first] = parts
    if (parts.length === 1 && first !== undefined && 'text' in first) return atom(quote(first.text))
    return atom(
      template(parts.map((part) => ('text' in part ? part.text : this.interpolated(part.ruby)))),
    )
  }

  private bracketed(text: string): Expression {
    this.at++
    if (text === '(') {
      this.skipNewlines()
      const value = this.expression()
      this.skipNewlines()
      this.expectOperator(')')
      return { ...value, code: `(${value.code})`, binds: 'atom', target: false }
    }
    if (text === '[')
      return atom(
        `[${this.list(']')
          .map(({ code }) => code)
          .join(', ')}]`,
      )
    if (text === '{') return this.hash()
    if (text === '->') return this.lambda()
    this.at--
    throw this.unexpected()
  }

  private hash(): Expression {
    const pairs: string[] = []
    this.skipNewlines()
    while (!this.takeOperator('}')) {
      if (pairs.length > 0) this.expectOperator(',')
      this.skipNewlines()
      const pair = this.pair()
      if (pair === undefined) throw this.unexpected()
      pairs.push(pair)
      this.skipNewlines()
    }
    return atom(`({ ${pairs.join(', ')} })`)
  }

  /** Up to the closing bracket, which is taken. */
  protected list(closing: string): Expression[] {
    const all: Expression[] = []
    this.skipNewlines()
    while (!this.takeOperator(closing)) {
      if (all.length > 0) {
        this.expectOperator(',')
        this.skipNewlines()
        if (this.takeOperator(closing)) break
      }
      if (this.isOperator('*') && !this.peek(1).spaced) {
        this.at++
        all.push(atom(`...${this.postfix().code}`))
      } else all.push(this.expression())
      this.skipNewlines()
    }
    return all
  }

  /** `key: value` or `"key" => value`. */
  protected pair(): string | undefined {
    const token = this.token
    if (token.kind === 'label') {
      this.at++
      this.skipNewlines()
      return `${isPlainName(token.text) ? token.text : quote(token.text)}: ${this.assignment().code}`
    }
    const arrow = this.peek(1)
    const isKey = token.kind === 'string' || token.kind === 'symbol' || token.kind === 'number'
    if (!isKey || arrow.kind !== 'operator' || arrow.text !== '=>') return undefined
    const key = this.primary()
    this.at++
    this.skipNewlines()
    const name = token.kind === 'number' || key.code.startsWith('"') ? key.code : `[${key.code}]`
    return `${name}: ${this.assignment().code}`
  }
}
