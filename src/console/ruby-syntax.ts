// What was typed, as JavaScript. What parses as JavaScript is JavaScript; only what does not is tried
// as Ruby. A few lines are both and mean different things: those that nobody would write in
// JavaScript (`list[0, 5]`, `name =~ /x/`, `"#{name}"`) are tried as Ruby first.

import { parse } from 'acorn'
import type { AnyNode, Program } from 'acorn'
import { callBareReads } from './bare-reads.ts'
import { hintFor } from './ruby-hints.ts'
import { BARE_METHODS } from './ruby-methods.ts'
import { rubyToJavaScript } from './ruby-parser.ts'
import { NotRuby, Unfinished } from './ruby-tokens.ts'
import { childrenOf } from './syntax-tree.ts'

export type Translation =
  /** To run; `shown` is the JavaScript that a line of Ruby became. */
  | { readonly kind: 'run'; readonly code: string; readonly shown?: string }
  /** More lines are needed. */
  | { readonly kind: 'unfinished' }
  /** Neither. */
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string }

/** Names that alone on a line are calls, as in Ruby. */
const COMMANDS: ReadonlySet<string> = new Set(['help', 'more', 'exit', 'quit', 'puts', 'p', 'pp'])

/** `isKnown`: whether there is a variable of that name already. */
export function translate(code: string, isKnown: (name: string) => boolean): Translation {
  if (/^\s*#(?!!)[^\n]*\s*$/.test(code)) return { kind: 'run', code: '' }
  const parsed = parseScript(code)
  if ('tree' in parsed && !looksLikeRuby(parsed.tree, code))
    return javascript(parsed.code, parsed.tree)
  const asRuby = tryRuby(code, isKnown)
  if (asRuby.kind === 'run') return asRuby
  if ('tree' in parsed) return javascript(parsed.code, parsed.tree)
  // `list.odd?` could be the start of JavaScript's `condition ? one : other`, but hardly is.
  const question = asRuby.kind === 'refused' && /^the method \S+\?$/.test(asRuby.message)
  if (parsed.unfinished && !question) return { kind: 'run', code }
  if (asRuby.kind === 'unfinished') return asRuby
  const message = question
    ? asRuby.message.replace(/^the method (.*)$/, '$1 is not known here')
    : parsed.message
  return { ...asRuby, message }
}

function tryRuby(code: string, isKnown: (name: string) => boolean): Translation {
  try {
    const shown = rubyToJavaScript(code, isKnown)
    const parsed = parseScript(shown)
    if (!('tree' in parsed)) {
      return { kind: 'refused', message: parsed.message, hint: hintFor(code, undefined) }
    }
    const run = javascript(parsed.code, parsed.tree)
    return run.kind === 'run' ? { ...run, shown } : run
  } catch (error) {
    if (error instanceof Unfinished) return { kind: 'unfinished' }
    if (!(error instanceof NotRuby)) throw error
    return { kind: 'refused', message: error.message, hint: hintFor(code, error.message) }
  }
}

function javascript(code: string, tree: Program): Translation {
  const [only] = tree.body
  if (tree.body.length === 1 && only?.type === 'ExpressionStatement') {
    const { expression } = only
    if (expression.type === 'Identifier' && COMMANDS.has(expression.name)) {
      return { kind: 'run', code: `${expression.name}()` }
    }
  }
  return { kind: 'run', code: callBareReads(code, tree, BARE_METHODS) }
}

type Parsed =
  | { readonly code: string; readonly tree: Program }
  | { readonly unfinished: boolean; readonly message: string }

/** What starts with a brace is an object if it can be one, as in every console. */
function parseScript(code: string): Parsed {
  if (/^\s*\{/.test(code) && !/;\s*$/.test(code)) {
    const parsed = parseText(`(${code.trim()}\n)`)
    if ('tree' in parsed) return parsed
  }
  return parseText(code)
}

function parseText(code: string): Parsed {
  try {
    const tree = parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    })
    return { code, tree }
  } catch (error) {
    const { message, pos } = error as SyntaxError & { pos?: number }
    const unfinished =
      (pos ?? 0) >= code.trimEnd().length || /^Unterminated (?:template|comment)/.test(message)
    return { unfinished, message: message.replace(/ \(\d+:\d+\)$/, '') }
  }
}

/** JavaScript that parses, does nothing sensible, and is everyday Ruby. */
function looksLikeRuby(tree: AnyNode, code: string): boolean {
  const waiting: AnyNode[] = [tree]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isRubyLike(node, code)) return true
    for (const child of childrenOf(node)) waiting.push(child)
  }
  return false
}

function isRubyLike(node: AnyNode, code: string): boolean {
  if (node.type === 'MemberExpression') {
    // list[0, 5] and list[0..last]
    if (node.computed) return node.property.type === 'SequenceExpression'
    return node.object.type === 'Literal' && /^\d+\.$/.test(node.object.raw ?? '')
  }
  if (node.type === 'ExpressionStatement') {
    // list << value: as a statement, a shift would do nothing.
    const { expression } = node
    return (
      expression.type === 'BinaryExpression' &&
      expression.operator === '<<' &&
      expression.left.type !== 'Literal'
    )
  }
  if (node.type === 'AssignmentExpression') {
    const { left, right } = node
    if (right.type !== 'UnaryExpression' || right.operator !== '~') return false
    return code.slice(left.end, right.end).trimStart().startsWith('=~')
  }
  if (node.type !== 'Literal' || typeof node.value !== 'string') return false
  return /^"[^]*#\{[^]*\}/.test(node.raw ?? '')
}
