// A part of Ruby to JavaScript that means the same: recursive descent over the tokens, the JavaScript
// written while parsing. What is not known throws `NotRuby`; what is right so far and open throws
// `Unfinished`. Where the two languages differ in what an operator means (0 is true, 7 / 2 is 3, ==
// compares contents), a function of `ruby` is called (ruby-runtime.ts), unless the operands show that
// it makes no difference. Here are statements; the parts below them are named in ruby-cursor.ts.

import { functionBlock, statementsCode, truth } from './ruby-emit.ts'
import type { Expression, Statement } from './ruby-emit.ts'
import { Operators } from './ruby-operators.ts'
import { Scopes } from './ruby-scopes.ts'
import { NotRuby, Unfinished } from './ruby-tokens.ts'

/** `isKnown`: whether a variable of that name is there already, outside this text. */
export function rubyToJavaScript(code: string, isKnown: (name: string) => boolean): string {
  return new Parser(code, new Scopes(isKnown)).program()
}

class Parser extends Operators {
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

  protected statements(isEnd: () => boolean): Statement[] {
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
      if (!this.scopes.inBlock) throw new NotRuby('next outside a block')
      const value = this.startsExpression() ? this.expression().code : undefined
      return { kind: 'next', value }
    }
    if (this.takeWord('def')) return this.definition()
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

  /** `def name(a, b = 1) … end`, or `def name(a) = …`: a function. */
  private definition(): Statement {
    const name = this.name()
    const names: string[] = []
    const parameters: string[] = []
    const braced = this.takeOperator('(')
    while (braced ? !this.takeOperator(')') : this.token.kind === 'name') {
      if (parameters.length > 0) this.expectOperator(',')
      const parameter = this.name()
      names.push(parameter)
      const value = this.takeOperator('=') ? ` = ${this.expression().code}` : ''
      parameters.push(parameter + value)
    }
    const head = `function ${name}(${parameters.join(', ')})`
    if (this.takeOperator('=')) {
      const { code } = this.scopes.inScope(names, () => this.expression())
      return { kind: 'code', code: `${head} { return ${code} }` }
    }
    const { value, local } = this.scopes.inBlockScope(names, () =>
      this.statements(() => this.word === 'end'),
    )
    this.at++
    return { kind: 'code', code: `${head} ${functionBlock(value, local)}` }
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

  protected interpolated(ruby: string): Expression {
    return new Parser(ruby, this.scopes).only()
  }
}
