// A part of Ruby's expressions to JavaScript that means the same: recursive descent with precedence
// climbing over the tokens, the JavaScript written while parsing. What is not known throws
// `NotRuby`; what is right so far and open throws `Unfinished`. Where the two languages differ in
// what an operator means (0 is true, 7 / 2 is 3, == compares contents), a function of `ruby` is
// called (ruby-runtime.ts), unless the operands show that it makes no difference.

import {
  arithmetic,
  atom,
  call,
  comparison,
  functionBody,
  inParentheses,
  isPlainName,
  quote,
  rubyCall,
  statementsCode,
  template,
  truth,
} from './ruby-emit.ts'
import type { Expression, Statement } from './ruby-emit.ts'
import { DECIDING, QUESTIONS, TWO_VALUES, YES_NO_PROPERTIES } from './ruby-methods.ts'
import { toRegExp } from './ruby-regexp.ts'
import { NotRuby, tokensOf, Unfinished } from './ruby-tokens.ts'
import type { StringPart, Token } from './ruby-tokens.ts'

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
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'if unless and or not do end then else elsif while until for def class module begin rescue ' +
    'ensure case when return break next redo retry yield in self super alias undef'
  ).split(' '),
)

/** `isKnown`: whether a variable of that name is there already, outside this text. */
export function rubyToJavaScript(code: string, isKnown: (name: string) => boolean): string {
  return new Parser(code, isKnown, []).program()
}

class Parser {
  private readonly code: string
  private readonly tokens: readonly Token[]
  private readonly isKnown: (name: string) => boolean
  /** Names of parameters and variables of the blocks around, innermost last. */
  private readonly scopes: Set<string>[]
  /** Variables that a block declares at its start. */
  private readonly declared: Set<string>[] = []
  private at = 0

  constructor(code: string, isKnown: (name: string) => boolean, scopes: Set<string>[]) {
    this.code = code
    this.tokens = tokensOf(code)
    this.isKnown = isKnown
    this.scopes = scopes
  }

  program(): string {
    const statements = this.statements(() => this.token.kind === 'end')
    if (statements.length === 0) throw new NotRuby('nothing')
    return statementsCode(statements)
  }

  /** One expression and nothing else, for `#{}`. */
  only(): Expression {
    const value = this.expression()
    if (this.token.kind !== 'end') throw this.unexpected()
    return value
  }

  private statements(isEnd: () => boolean): Statement[] {
    const all: Statement[] = []
    for (;;) {
      this.skipNewlines()
      if (isEnd()) return all
      if (this.token.kind === 'end') throw new Unfinished('a block is open')
      all.push(this.statement())
      if (!isEnd() && !this.isAt('newline')) throw this.unexpected()
    }
  }

  private statement(): Statement {
    let statement = this.plainStatement()
    for (;;) {
      if (this.takeWord('if')) {
        statement = { kind: 'if', condition: truth(this.expression()), yes: [statement], no: [] }
      } else if (this.takeWord('unless')) {
        statement = { kind: 'if', condition: truth(this.expression()), yes: [], no: [statement] }
      } else return statement
    }
  }

  private plainStatement(): Statement {
    if (this.takeWord('if')) return this.ifStatement(false)
    if (this.takeWord('unless')) return this.ifStatement(true)
    if (this.takeWord('next')) {
      if (this.declared.length === 0) throw new NotRuby('next outside a block')
      const value = this.startsExpression() ? this.expression().code : undefined
      return { kind: 'next', value }
    }
    const [declaration] = /^(?:const|let|var)$/.exec(this.word ?? '') ?? []
    if (declaration !== undefined && this.peek(1).kind === 'name') {
      this.at++
      const name = this.name()
      this.expectOperator('=')
      const value = this.expression()
      return { kind: 'code', code: `${declaration} ${name} = ${value.code}` }
    }
    return { kind: 'value', value: this.expression() }
  }

  private ifStatement(negated: boolean): Statement {
    const condition = truth(this.expression())
    this.takeWord('then')
    const isEnd = () => /^(?:else|elsif|end)$/.test(this.word ?? '')
    const first = this.statements(isEnd)
    let second: Statement[] = []
    if (this.takeWord('elsif')) second = [this.ifStatement(false)]
    else {
      if (this.takeWord('else')) second = this.statements(() => this.word === 'end')
      this.expectWord('end')
    }
    return negated
      ? { kind: 'if', condition, yes: second, no: first }
      : { kind: 'if', condition, yes: first, no: second }
  }

  private expression(): Expression {
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

  private assignment(): Expression {
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
    if (isPlainName(left.code)) this.declare(left.code)
    const right = this.assignment()
    const operator = token.text.slice(0, -1)
    const value = operator === '' ? right : this.operation(operator, left, right)
    return { code: `${left.code} = ${value.code}`, binds: 'assignment' }
  }

  /** JavaScript's `o => …` among Ruby: people mix them. */
  private arrow(name: string): Expression {
    this.at++
    if (this.isOperator('{')) throw new NotRuby('a JavaScript function with a body in braces')
    const { code } = this.inScope([name], () => this.assignment())
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

  private postfix(): Expression {
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

  private index(of: Expression): Expression {
    const items = this.list(']')
    const receiver = inParentheses(of, 'call').code
    const [first, second] = items
    if (first === undefined || items.length > 2) throw new NotRuby('these brackets')
    if (second !== undefined) return rubyCall('piece', receiver, first.code, second.code)
    if (first.range !== undefined) return rubyCall('slice', receiver, ...first.range)
    return { code: `${receiver}[${first.code}]`, binds: 'call', target: true }
  }

  private member(of: Expression, optional: boolean): Expression {
    const token = this.token
    if (token.kind !== 'name') throw this.unexpected()
    this.at++
    const name = token.text
    const receiver = inParentheses(of, 'call').code
    const given = this.given(name, token)
    const special = this.question(name, receiver, given, optional)
    if (special !== undefined) return special
    if (/[?!]$/.test(name)) throw new NotRuby(`the method ${name}`)
    const dot = optional ? '?.' : '.'
    if (given === undefined) {
      return {
        code: `${receiver}${dot}${name}`,
        binds: 'call',
        boolean: YES_NO_PROPERTIES.has(name),
        target: !optional,
        ...(name === 'to_f' ? { float: true } : {}),
      }
    }
    return call(`${receiver}${dot}${name}`, given)
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

  /** `key: value` or `"key" => value`. */
  private pair(): string | undefined {
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

  private block(method: string): string | undefined {
    let closing: () => boolean
    if (this.isOperator('{')) {
      this.at++
      closing = () => this.isOperator('}')
    } else if (this.word === 'do') {
      this.at++
      closing = () => this.word === 'end'
    } else return undefined
    const { code: parameters, names } = this.parameters(method)
    const { statements, local } = this.inScopeWithLocals(names, () => this.statements(closing))
    this.at++
    const body = functionBody(statements, local, DECIDING.has(method))
    return `(${parameters}) => ${body}`
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
      if (token?.kind !== 'name') continue
      if (token.text === 'end' && depth === 0) return undefined
      if (token.text === '_1' || token.text === 'it') return token.text
    }
    return undefined
  }

  private primary(): Expression {
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
      template(
        parts.map((part) =>
          'text' in part ? part.text : new Parser(part.ruby, this.isKnown, this.scopes).only(),
        ),
      ),
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
    if (text === '{') {
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
    if (text === '->') {
      const names: string[] = []
      const parameters = this.takeOperator('(') ? this.parameterList(')', names) : []
      const body = this.lambdaBody(names)
      return { code: `(${parameters.join(', ')}) => ${body}`, binds: 'assignment' }
    }
    this.at--
    throw this.unexpected()
  }

  private lambdaBody(names: readonly string[]): string {
    const braces = this.takeOperator('{')
    if (!braces) this.expectWord('do')
    const closing = braces ? () => this.isOperator('}') : () => this.word === 'end'
    const { statements, local } = this.inScopeWithLocals(names, () => this.statements(closing))
    this.at++
    return functionBody(statements, local, false)
  }

  private nameExpression(token: Token & { kind: 'name' }): Expression {
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

  private list(closing: string): Expression[] {
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

  private startsExpression(): boolean {
    const token = this.token
    if (token.kind === 'operator') return /^(?:[([{!-]|->)$/.test(token.text)
    if (token.kind === 'name') return !KEYWORDS.has(token.text)
    return token.kind !== 'newline' && token.kind !== 'end'
  }

  /** A line that starts with a dot belongs to the one before. */
  private continuesWithDot(): boolean {
    let at = this.at
    while (this.tokens[at]?.kind === 'newline') {
      if (this.code[this.tokens[at]?.start ?? 0] === ';') return false
      at++
    }
    const next = this.tokens[at]
    return next?.kind === 'operator' && (next.text === '.' || next.text === '&.')
  }

  private declare(name: string): void {
    const local = this.declared[this.declared.length - 1]
    if (local === undefined || name.startsWith('$') || this.isKnown(name)) return
    if (this.scopes.some((scope) => scope.has(name))) return
    local.add(name)
    this.scopes[this.scopes.length - 1]?.add(name)
  }

  private inScope<Value>(names: readonly string[], parse: () => Value): Value {
    this.scopes.push(new Set(names))
    try {
      return parse()
    } finally {
      this.scopes.pop()
    }
  }

  private inScopeWithLocals(
    names: readonly string[],
    parse: () => Statement[],
  ): { statements: Statement[]; local: readonly string[] } {
    const local = new Set<string>()
    this.declared.push(local)
    try {
      return { statements: this.inScope(names, parse), local: [...local] }
    } finally {
      this.declared.pop()
    }
  }

  private get token(): Token {
    return this.peek(0)
  }

  private peek(ahead: number): Token {
    return this.tokens[this.at + ahead] ?? (this.tokens[this.tokens.length - 1] as Token)
  }

  private get word(): string | undefined {
    return this.token.kind === 'name' ? this.token.text : undefined
  }

  private isAt(kind: Token['kind']): boolean {
    return this.token.kind === kind
  }

  private isOperator(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text
  }

  private takeOperator(text: string): boolean {
    if (!this.isOperator(text)) return false
    this.at++
    return true
  }

  private expectOperator(text: string): void {
    if (!this.takeOperator(text)) throw this.unexpected()
  }

  private takeWord(word: string): boolean {
    if (this.word !== word) return false
    this.at++
    return true
  }

  private expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected()
  }

  private name(): string {
    const token = this.token
    if (token.kind !== 'name' || !isPlainName(token.text) || KEYWORDS.has(token.text)) {
      throw this.unexpected()
    }
    this.at++
    return token.text
  }

  private skipNewlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  private unexpected(): Error {
    const { kind, start, end } = this.token
    if (kind === 'end') return new Unfinished('more is expected')
    return new NotRuby(kind === 'newline' ? 'the end of the line' : this.code.slice(start, end))
  }
}

function isValueLike({ code, binds }: Expression): boolean {
  return binds === 'call' || isPlainName(code)
}
