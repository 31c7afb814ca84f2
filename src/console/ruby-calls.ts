// Names, members and calls: arguments with and without parentheses, `&:name`, methods with a question
// mark, indexes.

import {
  arithmetic,
  atom,
  call,
  inParentheses,
  isPlainName,
  quote,
  rubyCall,
  truth,
} from './ruby-emit.ts'
import type { Expression } from './ruby-emit.ts'
import { KEYWORDS } from './ruby-cursor.ts'
import { Literals } from './ruby-literals.ts'
import { CONVERSIONS, DECIDING, QUESTIONS, RENAMED, YES_NO_PROPERTIES } from './ruby-methods.ts'
import { NotRuby } from './ruby-tokens.ts'
import type { Token } from './ruby-tokens.ts'

export abstract class Calls extends Literals {
  protected nameExpression(token: Token & { kind: 'name' }): Expression {
    const { text } = token
    if (text === 'true' || text === 'false') {
      this.at++
      return { ...atom(text), boolean: true }
    }
    if (text === 'nil' || text === 'null') {
      this.at++
      return { ...atom('nil'), nil: true }
    }
    if (KEYWORDS.has(text)) throw new NotRuby(text)
    if (text.startsWith('@')) throw new NotRuby(`${text}: an instance variable`)
    this.at++
    if ((text === 'lambda' || text === 'proc') && (this.isOperator('{') || this.word === 'do')) {
      return { code: this.block(text) ?? '', binds: 'assignment' }
    }
    if (/[?!]$/.test(text)) throw new NotRuby(`the method ${text}`)
    const topic = this.token
    if (text === 'help' && topic.kind === 'name' && /^(?:newline|end)$/.test(this.peek(1).kind)) {
      this.at++
      return call(text, [quote(topic.text)])
    }
    const given = this.given(text, token)
    if (given === undefined) return { ...atom(text), target: true }
    if (/^\p{Lu}/u.test(text)) throw new NotRuby(`${text}(…)`)
    return call(text, given)
  }

  protected member(of: Expression, optional: boolean): Expression {
    const token = this.token
    if (token.kind !== 'name') throw this.unexpected()
    this.at++
    const name = token.text
    const receiver = inParentheses(of, 'call').code
    const given = this.given(name, token)
    const special = this.question(name, receiver, given, optional)
    if (special !== undefined) return special
    if (/[?!]$/.test(name)) throw new NotRuby(`the method ${name}`)
    const conversion = optional ? undefined : CONVERSIONS.get(name)
    if (conversion !== undefined) {
      return { ...rubyCall(conversion.name, of.code, ...(given ?? [])), ...conversion.known }
    }
    const dot = optional ? '?.' : '.'
    if (given === undefined) {
      return {
        code: `${receiver}${dot}${name}`,
        binds: 'call',
        boolean: YES_NO_PROPERTIES.has(name),
        target: !optional,
      }
    }
    return call(`${receiver}${dot}${RENAMED.get(name) ?? name}`, given)
  }

  protected index(of: Expression): Expression {
    const items = this.list(']')
    const receiver = inParentheses(of, 'call').code
    const [first, second] = items
    if (first === undefined || items.length > 2) throw new NotRuby('these brackets')
    if (second !== undefined) return rubyCall('piece', receiver, first.code, second.code)
    if (first.range !== undefined) return rubyCall('slice', receiver, ...first.range)
    return { code: `${receiver}[${first.code}]`, binds: 'call', target: true }
  }

  /** Methods with a question mark, each with what it is here. */
  private question(
    name: string,
    receiver: string,
    given: readonly string[] | undefined,
    optional: boolean,
  ): Expression | undefined {
    if (!name.endsWith('?')) return undefined
    const dot = optional ? '?.' : '.'
    const property = name.slice(0, -1)
    if (name === 'nil?') return { code: `${receiver} == null`, binds: 'equality', boolean: true }
    if (name === 'empty?') return { ...rubyCall('empty', receiver), boolean: true }
    if (YES_NO_PROPERTIES.has(property) && given === undefined) {
      return { code: `${receiver}${dot}${property}`, binds: 'call', boolean: !optional }
    }
    const here = QUESTIONS.get(name)
    if (here === undefined) return undefined
    return { ...call(`${receiver}${dot}${here}`, given ?? []), boolean: !optional }
  }

  /** Arguments, with or without parentheses, and a block; undefined where there is neither. */
  private given(name: string, token: Token): readonly string[] | undefined {
    let all: string[] | undefined
    if (this.isOperator('(') && !this.token.spaced) {
      this.at++
      this.skipNewlines()
      all = this.takeOperator(')') ? [] : this.callArguments(name, true)
    } else if (this.startsCommand(token)) {
      all = this.callArguments(name, false)
    }
    const block = this.block(name)
    return block === undefined ? all : [...(all ?? []), block]
  }

  /** Whether arguments without parentheses follow a method's name. */
  private startsCommand(method: Token): boolean {
    const token = this.token
    if (!token.spaced || method.kind !== 'name') return false
    if (token.kind === 'operator') {
      const next = this.peek(1)
      if (token.text === '->') return true
      if (token.text === '&' && !next.spaced && next.kind === 'symbol') return true
      if (token.text === '(') throw new NotRuby('a blank before the parenthesis')
      return token.text === '[' && /^(?:puts|p|pp|print)$/.test(method.text)
    }
    if (token.kind === 'name') return !KEYWORDS.has(token.text) || token.text === 'not'
    return token.kind !== 'newline' && token.kind !== 'end'
  }

  /** From the first argument on; `closed`: up to a parenthesis. */
  private callArguments(name: string, closed: boolean): string[] {
    const all: string[] = []
    const pairs: string[] = []
    for (;;) {
      const pair = this.pair()
      if (pair !== undefined) pairs.push(pair)
      else if (this.isOperator('&') && !this.peek(1).spaced) {
        this.at++
        all.push(this.blockArgument(name))
      } else if (this.isOperator('*') && !this.peek(1).spaced) {
        this.at++
        all.push(`...${this.postfix().code}`)
      } else all.push(this.assignment().code)
      if (closed) this.skipNewlines()
      if (closed && this.takeOperator(')')) break
      if (!this.takeOperator(',')) {
        if (closed) throw this.unexpected()
        break
      }
      this.skipNewlines()
    }
    if (pairs.length > 0) all.push(`{ ${pairs.join(', ')} }`)
    return all
  }

  /** `&:name` as a function, `&block` as it is. */
  private blockArgument(method: string): string {
    const token = this.token
    if (token.kind === 'name' && token.text === 'method') return this.methodObject()
    if (token.kind !== 'symbol') return this.postfix().code
    this.at++
    const [part] = token.parts
    if (part === undefined || !('text' in part)) throw new NotRuby('a symbol made of parts')
    const name = part.text
    if (/^[+*-]$/.test(name)) return `(a, b) => ${arithmetic(name, atom('a'), atom('b')).code}`
    const conversion = CONVERSIONS.get(name)
    if (conversion !== undefined) return `(x) => ${rubyCall(conversion.name, 'x').code}`
    const special = this.question(name, 'x', undefined, false)
    if (special === undefined && /[?!]$/.test(name)) throw new NotRuby(`the method ${name}`)
    const value: Expression = special ?? {
      code: `x.${name}`,
      binds: 'call',
      boolean: YES_NO_PROPERTIES.has(name),
    }
    return `(x) => ${(DECIDING.has(method) ? truth(value) : value).code}`
  }

  /** `&method(:puts)`: the function itself. */
  private methodObject(): string {
    this.at++
    this.expectOperator('(')
    const token = this.token
    const [part] = token.kind === 'symbol' ? token.parts : []
    if (part === undefined || !('text' in part) || !isPlainName(part.text)) throw this.unexpected()
    this.at++
    this.expectOperator(')')
    return part.text
  }
}
