// JavaScript text for what the parser understood: parentheses by how tightly things bind, operators
// where they mean the same in both languages, and calls of `ruby` where they do not.

import { MAYBE_NIL } from './ruby-methods.ts'
import { NotRuby } from './ruby-tokens.ts'

/** Loosest first. */
const BINDINGS = [
  'assignment',
  'conditional',
  'or',
  'and',
  'equality',
  'relation',
  'sum',
  'product',
  'power',
  'unary',
  'call',
  'atom',
] as const
export type Binding = (typeof BINDINGS)[number]

export interface Expression {
  readonly code: string
  readonly binds: Binding
  /** What is known of its value. */
  readonly boolean?: boolean
  readonly number?: boolean
  /** A number with a fraction: divided as such. */
  readonly float?: boolean
  readonly string?: boolean
  readonly nil?: boolean
  readonly regexp?: boolean
  /** From, to, and 'true' where the end is left out. */
  readonly range?: readonly string[]
  /** May stand before `=`. */
  readonly target?: boolean
}

export type Statement =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'next'; readonly value: string | undefined }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly yes: readonly Statement[]
      readonly no: readonly Statement[]
    }

export function atom(code: string): Expression {
  return { code, binds: 'atom' }
}

export function call(name: string, given: readonly string[]): Expression {
  return { code: `${name}(${given.join(', ')})`, binds: 'call' }
}

/** A call of what ruby-runtime.ts has. */
export function rubyCall(name: string, ...given: readonly string[]): Expression {
  return call(`ruby.${name}`, given)
}

export function isPlainName(text: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text)
}

export function quote(text: string): string {
  return JSON.stringify(text)
}

/** The expression as an operand of something that binds as tightly as `binding`. */
export function inParentheses(expression: Expression, binding: Binding): Expression {
  const needed = BINDINGS.indexOf(expression.binds) < BINDINGS.indexOf(binding)
  const bareNumber = binding === 'call' && /^[\d.]+$/.test(expression.code)
  return needed || bareNumber
    ? { ...expression, code: `(${expression.code})`, binds: 'atom' }
    : expression
}

/** As a condition: in Ruby only nil and false are not true. */
export function truth(expression: Expression): Expression {
  if (expression.boolean === true) return expression
  return { ...rubyCall('truthy', expression.code), boolean: true }
}

/** A template literal of texts and values; nil is nothing in it, as in Ruby. */
export function template(parts: readonly (string | Expression)[]): string {
  const code = parts.map((part) => {
    if (typeof part === 'string') return part.replace(/[\\`]|\$\{/g, (each) => `\\${each}`)
    return `\${${part.number === true || part.string === true ? part.code : `ruby.text(${part.code})`}}`
  })
  return `\`${code.join('')}\``
}

export function comparison(operator: string, left: Expression, right: Expression): Expression {
  const known = (code: string, binds: Binding): Expression => ({ code, binds, boolean: true })
  const functionOf = (name: string) => ({ ...rubyCall(name, left.code, right.code), boolean: true })
  switch (operator) {
    case '==':
    case '!=': {
      if (left.nil === true || right.nil === true) {
        return known(sides(left, operator, right, 'relation'), 'equality')
      }
      if (isSimple(left) || isSimple(right)) {
        const strict = operator === '==' ? '===' : '!=='
        return known(sides(left, strict, right, 'relation'), 'equality')
      }
      const same = functionOf('same')
      return operator === '==' ? same : { ...same, code: `!${same.code}`, binds: 'unary' }
    }
    case '=~':
    case '!~': {
      const matches =
        left.regexp === true
          ? rubyCall('matches', right.code, left.code)
          : rubyCall('matches', left.code, right.code)
      const result: Expression = { ...matches, boolean: true }
      return operator === '=~' ? result : { ...result, code: `!${result.code}`, binds: 'unary' }
    }
    case '===':
      return functionOf('includes')
    case '<=>':
      return rubyCall('compare', left.code, right.code)
    default:
      if (mayBeNil(left) || mayBeNil(right)) {
        const names: Readonly<Record<string, string>> = {
          '<': 'less',
          '<=': 'lessOrSame',
          '>': 'more',
          '>=': 'moreOrSame',
        }
        return functionOf(names[operator] ?? operator)
      }
      return known(sides(left, operator, right, 'sum'), 'relation')
  }
}

export function arithmetic(operator: string, left: Expression, right: Expression): Expression {
  const plain = (binding: Binding, above: Binding): Expression => ({
    code: `${inParentheses(left, binding).code} ${operator} ${inParentheses(right, above).code}`,
    binds: binding,
    number: left.string !== true,
    string: left.string === true,
    float: left.float === true || right.float === true,
  })
  const functionOf = (name: string) => rubyCall(name, left.code, right.code)
  const numbers = left.number === true || right.number === true
  switch (operator) {
    case '+':
      if (left.string === true && right.string !== true) return functionOf('plus')
      return numbers || left.string === true ? plain('sum', 'product') : functionOf('plus')
    case '-':
      return numbers ? plain('sum', 'product') : functionOf('minus')
    case '*':
      return left.number === true ? plain('product', 'power') : functionOf('times')
    case '/':
      return left.float === true || right.float === true
        ? plain('product', 'power')
        : { ...functionOf('divide'), number: true }
    case '%':
      return functionOf('modulo')
    case '**':
      return { ...functionOf('power'), number: true }
    case '<<':
      return functionOf('append')
    case '|':
      return functionOf('union')
    case '&':
      return functionOf('intersection')
    case '^':
      return functionOf('exclusiveOr')
    case '>>':
      return functionOf('shiftRight')
    default:
      throw new NotRuby(`the operator ${operator}`)
  }
}

/** A function's body: an expression where that is all, else in braces, the last value returned. */
export function functionBody(
  statements: readonly Statement[],
  local: readonly string[],
  decides: boolean,
): string {
  const [only] = statements
  if (statements.length === 1 && local.length === 0 && only?.kind === 'value') {
    return (decides ? truth(only.value) : only.value).code
  }
  return functionBlock(statements, local, decides)
}

/** The same, always in braces. */
export function functionBlock(
  statements: readonly Statement[],
  local: readonly string[],
  decides: boolean = false,
): string {
  const declared = local.length === 0 ? '' : `let ${local.join(', ')}; `
  return `{ ${declared}${returning(statements, decides)} }`
}

export function statementsCode(statements: readonly Statement[]): string {
  return statements.map(statementCode).join('; ')
}

function statementCode(statement: Statement): string {
  switch (statement.kind) {
    case 'value':
      return statement.value.code
    case 'code':
      return statement.code
    case 'next':
      return statement.value === undefined ? 'return nil' : `return ${statement.value}`
    case 'if':
      return ifCode(statement, statementsCode)
  }
}

function returning(statements: readonly Statement[], decides: boolean): string {
  const last = statements[statements.length - 1]
  const before = statements.slice(0, -1).map((each) => `${statementCode(each)}; `)
  return before.join('') + (last === undefined ? 'return nil' : returned(last, decides))
}

function returned(statement: Statement, decides: boolean): string {
  switch (statement.kind) {
    case 'value':
      return `return ${(decides ? truth(statement.value) : statement.value).code}`
    case 'if':
      return ifCode(statement, (branch) => returning(branch, decides))
    case 'code':
    case 'next':
      return statementCode(statement)
  }
}

function ifCode(
  { condition, yes, no }: Statement & { kind: 'if' },
  codeOf: (branch: readonly Statement[]) => string,
): string {
  if (yes.length === 0) {
    const not = `!${inParentheses(condition, 'unary').code}`
    return `if (${not}) { ${codeOf(no)} }`
  }
  const otherwise = no.length === 0 ? '' : ` else { ${codeOf(no)} }`
  return `if (${condition.code}) { ${codeOf(yes)} }${otherwise}`
}

function sides(left: Expression, operator: string, right: Expression, binding: Binding): string {
  return `${inParentheses(left, binding).code} ${operator} ${inParentheses(right, binding).code}`
}

/** Compared by JavaScript as by Ruby. */
function isSimple({ number, string, boolean }: Expression): boolean {
  return number === true || string === true || boolean === true
}

function mayBeNil({ code }: Expression): boolean {
  const [, name] = /\.([\w$]+)$/.exec(code) ?? []
  return name !== undefined && MAYBE_NIL.has(name)
}
