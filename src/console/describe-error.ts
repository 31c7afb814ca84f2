// What went wrong with a line, in words of the one who typed it: no stack, no names from inside, and
// what to type instead where that is known.

import { LoupeError } from '../base/errors.ts'
import { safeText } from '../report/safe-text.ts'
import { nearestMembers } from './missing-member.ts'

export interface Described {
  readonly message: string
  readonly next?: string
  /** Ctrl-C, not a mistake. */
  readonly interrupted?: boolean
}

/** `globals`: names that could have been meant. */
export function describeError(error: unknown, globals: readonly string[]): Described {
  if (error instanceof LoupeError) {
    return {
      message: error.message,
      ...(error.next === undefined ? {} : { next: error.next }),
    }
  }
  if (!isError(error)) return { message: `thrown: ${safeText(String(error))}` }
  if (error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
    return { message: 'interrupted', interrupted: true }
  }
  const message = plain(error.message)
  const known = nilHasNo(message) ?? notAFunction(message) ?? notDefined(message, globals)
  return known ?? { message: `${error.name}: ${message}` }
}

/** Without what the console's own translation put there. */
function plain(message: string): string {
  return message
    .replace(/\[\$call\.(\w+)\]/g, '.$1')
    .replace(/Symbol\(loupe: (\w+)\)/g, '$1')
    .replace(/\(intermediate value\)/g, '…')
}

function nilHasNo(message: string): Described | undefined {
  const [, name] =
    /^Cannot (?:read|set) properties of (?:null|undefined) \((?:reading|setting) '(.+)'\)$/s.exec(
      message,
    ) ?? []
  if (name === undefined) return undefined
  return {
    message: `nil has no ${name}.`,
    next: `What stands before .${name} gave nil. Nil-safe is ?.${name}`,
  }
}

function notAFunction(message: string): Described | undefined {
  const [, what] = /^(.+) is not a function$/s.exec(message) ?? []
  if (what === undefined) return undefined
  const name = /([\w$]+)$/.exec(what)?.[1] ?? what
  return {
    message: `${what} is not a function.`,
    next: `If it is there to be read, leave the parentheses out: ${what}. Or: help("${name}")`,
  }
}

function notDefined(message: string, globals: readonly string[]): Described | undefined {
  const [, name] = /^(.+) is not defined$/.exec(message) ?? []
  if (name === undefined) return undefined
  if (/^\p{Lu}/u.test(name)) {
    return {
      message: `there is no ${name} here.`,
      next: `Classes of the dump go by their names in quotes: class_named("${name}")`,
    }
  }
  const dumps = DUMPS.filter((each) => globals.includes(each))
  if (DUMPS.includes(name)) return { message: `there is no ${name} here.`, next: dumpsHere(dumps) }
  const near = nearestMembers(name, globals)
  return {
    message: `there is no ${name} here.`,
    next:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'help shows what there is to begin with.',
  }
}

const DUMPS: readonly string[] = ['heap', 'before', 'after', 'later', 'diff']

function dumpsHere(dumps: readonly string[]): string {
  if (dumps.length === 1) return `The dump is called ${dumps[0]}; a diff needs two of them.`
  return `The dumps are ${dumps.filter((each) => each !== 'diff').join(', ')}; diff compares them.`
}

function isError(error: unknown): error is Error & { readonly code?: string } {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error
}
