// Operators by how tightly they bind, from `and` and `or` over assignments down to what follows a
// value: `.`, `[`. Precedence climbing for those with two operands.

import { arithmetic, comparison, inParentheses, isPlainName, rubyCall, truth } from './ruby-emit.ts'
import type { Expression } from './ruby-emit.ts'
import { Calls } from './ruby-calls.ts'
import { NotRuby } from './ruby-tokens.ts'

/** Low to high; each row binds alike. */
const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<=>', '==', '===', '!=', '=~', '!~'],
  ['<', '<=', '>', '>='],
  ['|', '^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const ASSIGNING = /^(?:[-+*/]|\|\||&&|<<|\*\*|[|&])?=$/

export abstract class Operators extends Calls {
  protected expression(): Expression {
    let left = this.negation()
    for (;;) {
      const word = this.word
      if (word !== 'and' && word !== 'or') return left
      this.at++
      this.skipNewlines()
      left = this.shortCircuit(word === 'and' ? '&&' : '||', left, this.negation())
    }
  }

  private negation(): Expression {
    if (!this.takeWord('not')) return this.assignment()
    const { code } = inParentheses(truth(this.negation()), 'unary')
    return { code: `!${code}`, binds: 'unary', boolean: true }
  }

  protected assignment(): Expression {
    const start = this.at
    const left = this.conditional()
    const token = this.token
    if (token.kind !== 'operator') return left
    if (token.text === '=>' && this.at === start + 1 && isPlainName(left.code)) {
      return this.arrow(left.code)
    }
    if (!ASSIGNING.test(token.text)) return left
    if (left.target !== true) throw new NotRuby(`what stands before ${token.text}`)
    this.at++
    this.skipNewlines()
    if (isPlainName(left.code)) this.scopes.declare(left.code)
    const right = this.assignment()
    const operator = token.text.slice(0, -1)
    const value = operator === '' ? right : this.operation(operator, left, right)
    return { code: `${left.code} = ${value.code}`, binds: 'assignment' }
  }

  /** JavaScript's `o => …` among Ruby: people mix them. */
  private arrow(name: string): Expression {
    this.at++
    if (this.isOperator('{')) throw new NotRuby('a JavaScript function with a body in braces')
    const { code } = this.scopes.inScope([name], () => this.assignment())
    return { code: `(${name}) => ${code}`, binds: 'assignment' }
  }

  private conditional(): Expression {
    const condition = this.range()
    if (!this.isOperator('?')) return condition
    this.at++
    this.skipNewlines()
    const yes = this.conditional()
    this.skipNewlines()
    this.expectOperator(':')
    this.skipNewlines()
    const no = this.conditional()
    const test = inParentheses(truth(condition), 'or').code
    return {
      code: `${test} ? ${yes.code} : ${no.code}`,
      binds: 'conditional',
      boolean: yes.boolean === true && no.boolean === true,
    }
  }

  private range(): Expression {
    const from = this.binary(0)
    if (!this.isOperator('..') && !this.isOperator('...')) return from
    const exclusive = this.isOperator('...')
    this.at++
    const open = !this.startsExpression()
    const to = open ? undefined : this.binary(0)
    const parts = [from.code, to?.code ?? 'null', ...(exclusive ? ['true'] : [])]
    return { ...rubyCall('range', ...parts), range: parts }
  }

  private binary(level: number): Expression {
    const operators = BINARY[level]
    if (operators === undefined) return this.unary()
    let left = this.binary(level + 1)
    for (;;) {
      const token = this.token
      if (token.kind !== 'operator' || !operators.includes(token.text)) return left
      const next = this.peek(1)
      // `a -1` and `a *b` are calls in Ruby, with a warning.
      if (/^[-+*&]$/.test(token.text) && token.spaced && !next.spaced && isValueLike(left)) {
        throw new NotRuby(`${token.text} with a blank before it and none behind it`)
      }
      this.at++
      this.skipNewlines()
      left = this.operation(token.text, left, this.binary(level + 1))
    }
  }

  private operation(operator: string, left: Expression, right: Expression): Expression {
    if (operator === '&&' || operator === '||') return this.shortCircuit(operator, left, right)
    if (/^(?:[<>]=?|<=>|[=!]==?|=~|!~|===)$/.test(operator)) {
      return comparison(operator, left, right)
    }
    return arithmetic(operator, left, right)
  }

  private shortCircuit(operator: '&&' | '||', left: Expression, right: Expression): Expression {
    if (left.boolean === true) {
      const binds = operator === '&&' ? 'and' : 'or'
      const code = [left, right]
        .map((each) => inParentheses(each, binds).code)
        .join(` ${operator} `)
      return { code, binds, boolean: right.boolean === true }
    }
    return rubyCall(operator === '&&' ? 'both' : 'either', left.code, `() => ${right.code}`)
  }

  private unary(): Expression {
    if (this.takeOperator('!')) {
      const { code } = inParentheses(truth(this.unary()), 'unary')
      return { code: `!${code}`, binds: 'unary', boolean: true }
    }
    if (this.takeOperator('-')) {
      const { code } = inParentheses(this.unary(), 'unary')
      return { code: `-${code}`, binds: 'unary', number: true }
    }
    if (this.word === 'await') {
      this.at++
      return { code: `await ${inParentheses(this.unary(), 'unary').code}`, binds: 'unary' }
    }
    const base = this.postfix()
    if (!this.takeOperator('**')) return base
    const power = this.unary()
    const code = `${inParentheses(base, 'call').code} ** ${inParentheses(power, 'unary').code}`
    return { code, binds: 'power', number: true }
  }

  protected postfix(): Expression {
    let value = this.primary()
    for (;;) {
      const token = this.token
      if (token.kind === 'newline' && this.continuesWithDot()) {
        this.skipNewlines()
        continue
      }
      if (token.kind !== 'operator') return value
      if (token.text === '.' || token.text === '&.') {
        this.at++
        this.skipNewlines()
        value = this.member(value, token.text === '&.')
      } else if (token.text === '[' && !token.spaced) {
        this.at++
        value = this.index(value)
      } else if (token.text === '::') {
        throw new NotRuby('a constant: write the name of a class in quotes, "Work::Image"')
      } else return value
    }
  }
}

function isValueLike({ code, binds }: Expression): boolean {
  return binds === 'call' || isPlainName(code)
}
