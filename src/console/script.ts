// Expressions and scripts without a keyboard: run one after the other in the session, a script's text
// as a whole. The first error ends it.

import { Script } from 'node:vm'
import { parse } from 'acorn'
import { LoupeError } from '../base/errors.ts'
import { describeError } from './describe-error.ts'
import { translate } from './ruby-syntax.ts'
import type { Session } from './session.ts'
import { Exit } from './session.ts'

/** The value of the last expression. Throws LoupeError, or Exit. `name`: for messages. */
export async function evaluate(code: string, name: string, session: Session): Promise<unknown> {
  const translation = translate(code, (variable) => variable in globalThis)
  if (translation.kind === 'unfinished') {
    throw new LoupeError('usage', `${name} ends in the middle of a block, a bracket or a string.`)
  }
  if (translation.kind === 'refused') {
    throw new LoupeError('usage', `${name}: ${translation.message}`, translation.hint)
  }
  try {
    return await run(translation.code, name)
  } catch (error) {
    if (error instanceof Exit) throw error
    const { message, next } = describeError(error, session.globals)
    // A line of Ruby's is not where its translation is, and -e has but one.
    const hasLines = translation.shown === undefined && name !== '-e'
    const line = hasLines ? lineOf(error, name) : undefined
    const place = line === undefined ? name : `${name}:${line}`
    const code = error instanceof LoupeError ? error.code : 'usage'
    throw new LoupeError(code, `${place}: ${message}`, next)
  }
}

function run(code: string, filename: string): unknown {
  return new Script(needsAwait(code) ? asynchronous(code) : code, { filename }).runInThisContext({
    breakOnSigint: false,
  })
}

function needsAwait(code: string): boolean {
  if (!code.includes('await')) return false
  try {
    void parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true })
    return false
  } catch {
    return true
  }
}

/** In a function that may wait, on the same lines; its value is that of the last expression. */
function asynchronous(code: string): string {
  const { body } = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowAwaitOutsideFunction: true,
  })
  const last = body[body.length - 1]
  if (last?.type !== 'ExpressionStatement') return `(async () => { ${code}\n})()`
  const { start, end } = last.expression
  const value = `return (${code.slice(start, end)}\n)`
  return `(async () => { ${code.slice(0, last.start)}${value}${code.slice(last.end)}\n})()`
}

/** 1-based, where the stack tells. */
function lineOf(error: unknown, name: string): number | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined
  for (const frame of error.stack.split('\n')) {
    const at = frame.indexOf(`${name}:`)
    if (at < 0) continue
    const [digits] = /^\d+/.exec(frame.slice(at + name.length + 1)) ?? []
    if (digits !== undefined) return Number(digits)
  }
  return undefined
}
