// Blocks and lambdas: their parameters, and their bodies as functions.

import { functionBody } from './ruby-emit.ts'
import type { Expression, Statement } from './ruby-emit.ts'
import { Cursor } from './ruby-cursor.ts'
import { DECIDING, TWO_VALUES } from './ruby-methods.ts'
import type { Scopes } from './ruby-scopes.ts'
import { tokensOf } from './ruby-tokens.ts'
import type { StringPart } from './ruby-tokens.ts'

export abstract class Blocks extends Cursor {
  protected readonly scopes: Scopes

  constructor(code: string, scopes: Scopes) {
    super(code)
    this.scopes = scopes
  }

  /** Up to the end, which is left. */
  protected abstract statements(isEnd: () => boolean): Statement[]

  /** `{ |a, b| … }` or `do |a, b| … end`; undefined where there is none. */
  protected block(method: string): string | undefined {
    const isEnd = this.opening()
    if (isEnd === undefined) return undefined
    const { code, names } = this.parameters(method)
    return `(${code}) => ${this.body(names, isEnd, DECIDING.has(method))}`
  }

  /** Behind `->`. */
  protected lambda(): Expression {
    const names: string[] = []
    const parameters = this.takeOperator('(') ? this.parameterList(')', names) : []
    const isEnd = this.opening()
    if (isEnd === undefined) throw this.unexpected()
    const body = this.body(names, isEnd, false)
    return { code: `(${parameters.join(', ')}) => ${body}`, binds: 'assignment' }
  }

  /** Takes `{` or `do`; gives what tells the end that belongs to it. */
  private opening(): (() => boolean) | undefined {
    if (this.takeOperator('{')) return () => this.isOperator('}')
    if (this.takeWord('do')) return () => this.word === 'end'
    return undefined
  }

  private body(names: readonly string[], isEnd: () => boolean, decides: boolean): string {
    const { value: statements, local } = this.scopes.inBlockScope(names, () =>
      this.statements(isEnd),
    )
    this.at++
    return functionBody(statements, local, decides)
  }

  private parameters(method: string): { code: string; names: string[] } {
    if (this.takeOperator('||')) return { code: '', names: [] }
    if (!this.takeOperator('|')) {
      const it = this.implicitParameter()
      return it === undefined ? { code: '', names: [] } : { code: it, names: [it] }
    }
    const names: string[] = []
    const all = this.parameterList('|', names)
    const single = all.length > 1 && !TWO_VALUES.has(method)
    return { code: single ? `[${all.join(', ')}]` : all.join(', '), names }
  }

  private parameterList(closing: string, names: string[]): string[] {
    const all: string[] = []
    while (!this.takeOperator(closing)) {
      if (all.length > 0) this.expectOperator(',')
      if (this.takeOperator('(')) all.push(`[${this.parameterList(')', names).join(', ')}]`)
      else {
        const name = this.name()
        names.push(name)
        all.push(name)
      }
    }
    return all
  }

  /** `_1` and `it` of newer Rubies, where the block names no parameter and uses one. */
  private implicitParameter(): string | undefined {
    let depth = 0
    for (let at = this.at; at < this.tokens.length; at++) {
      const token = this.tokens[at]
      if (token?.kind === 'operator') {
        if (token.text === '{') depth++
        else if (token.text === '}' && depth-- === 0) return undefined
      }
      if (token?.kind === 'string') {
        const named = nameInText(token.parts)
        if (named !== undefined) return named
      }
      if (token?.kind !== 'name') continue
      if (token.text === 'end' && depth === 0) return undefined
      if (isImplicit(token.text)) return token.text
    }
    return undefined
  }
}

function isImplicit(name: string): boolean {
  return name === '_1' || name === 'it'
}

/** The same between `#{` and `}`. */
function nameInText(parts: readonly StringPart[]): string | undefined {
  for (const part of parts) {
    if ('text' in part) continue
    for (const token of tokensOf(part.ruby)) {
      if (token.kind === 'name' && isImplicit(token.text)) return token.text
    }
  }
  return undefined
}
