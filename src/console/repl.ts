// The prompt: Node's REPL with its own evaluation, in front of which lines are translated, and with
// errors and values printed as Loupe says them.

import { Recoverable, start } from 'node:repl'
import type { REPLEval, REPLServer } from 'node:repl'
import type { View } from '../report/screen.ts'
import { safeLines, safeText } from '../report/safe-text.ts'
import { prose } from '../report/screen.ts'
import { completeLine } from './completion.ts'
import { describeError, unknownName } from './describe-error.ts'
import { translate } from './ruby-syntax.ts'
import type { Dumps } from './dumps.ts'
import type { Session } from './session.ts'

export interface ReplOptions {
  readonly session: Session
  readonly dumps: Dumps
  readonly view: () => View
  /** Where lines typed are kept; undefined: nowhere. */
  readonly historyFile: string | undefined
  readonly debug: boolean
}

export interface Prompt {
  close(): void
  /** When the console was left. */
  readonly left: Promise<void>
}

type Done = (error: Error | null, value?: unknown) => void

export function openPrompt({ session, dumps, view, historyFile, debug }: ReplOptions): Prompt {
  const server = start({
    prompt: view().color.heading('loupe> '),
    useGlobal: true,
    breakEvalOnSigint: true,
    ignoreUndefined: true,
    preview: false,
    useColors: false,
    writer: (value) => session.shown(value),
  })
  const evaluate = server.eval
  let isOpen = false
  const evaluateLine: REPLEval = (code, context, file, done) => {
    const translation = translate(code, (name) => name in globalThis)
    session.takePrinted()
    isOpen = translation.kind === 'unfinished'
    switch (translation.kind) {
      case 'unfinished':
        done(new Recoverable(new SyntaxError('more is expected')), undefined)
        return
      case 'refused': {
        const { message, hint } = translation
        tell(`SyntaxError: ${safeText(message)}`, hint)
        done(null, undefined)
        return
      }
      case 'run': {
        const { code: javascript, shown } = translation
        if (shown !== undefined)
          server.output.write(`${view().color.dim(`  js: ${safeText(shown)}`)}\n`)
        const finish: Done = (error, value) => {
          isOpen = error instanceof Recoverable
          if (error !== null && !(error instanceof Recoverable)) {
            tellError(error)
            done(null, undefined)
            return
          }
          const silent = value !== undefined || error !== null || session.takePrinted()
          if (!silent && isExpression(code)) tellNothing(javascript)
          done(error, value)
        }
        evaluate.call(
          server,
          javascript.endsWith('\n') ? javascript : `${javascript}\n`,
          context,
          file,
          finish,
        )
      }
    }
  }
  Object.assign(server, { eval: evaluateLine })
  takeErrors(server, (error) => {
    tellError(error)
    server.clearBufferedCommand()
    server.displayPrompt()
  })
  goOnWithDots(server, () => isOpen)
  const original = server.completer
  Object.defineProperty(server, 'completer', {
    configurable: true,
    writable: true,
    value: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
      const ours = completeLine(line, dumps, session)
      if (ours !== undefined) done(null, ours)
      else original.call(server, line, done as never)
    },
  })
  if (historyFile !== undefined) server.setupHistory(historyFile, () => {})
  const left = new Promise<void>((resolve) => {
    server.on('exit', () => resolve())
  })
  return {
    close() {
      // The line that said so is still being answered: no prompt after it.
      server.setPrompt('')
      server.close()
    },
    left,
  }

  function tell(message: string, next: string | undefined): void {
    server.output.write(`${view().color.warn(message)}\n`)
    if (next === undefined) return
    for (const each of next.split('\n').flatMap((hint) => prose(view(), ['  ', hint], 2))) {
      server.output.write(`${each}\n`)
    }
  }

  function tellNothing(code: string): void {
    const unknown = unknownName(code)
    if (unknown === undefined) server.output.write(`${view().color.dim('nil')}\n`)
    else tell(unknown.message, unknown.next)
  }

  function tellError(error: unknown): void {
    const { message, next, interrupted } = describeError(error, session.globals)
    if (interrupted === true) server.output.write(`${view().color.dim(message)}\n`)
    else tell(safeLines(message), next)
    if (debug && error instanceof Error) server.output.write(`${error.stack ?? ''}\n`)
  }
}

/**
 * A line that starts with a dot goes on with the last value, as the next line of a chain in Ruby does.
 * Node takes such lines for commands (`.editor`), and those stay. `isOpen`: a block is not ended yet.
 */
function goOnWithDots(server: REPLServer, isOpen: () => boolean): void {
  const listeners = server.listeners('line')
  server.removeAllListeners('line')
  server.on('line', (line: string) => {
    const [, name] = /^\s*\.\s*([a-z_]\w*)/i.exec(line) ?? []
    const goesOn =
      name !== undefined &&
      !Object.hasOwn(server.commands, name) &&
      !isOpen() &&
      (server as { readonly editorMode?: boolean }).editorMode !== true
    const given = goesOn ? `_${line.trimStart()}` : line
    for (const listener of listeners) listener.call(server, given)
  })
}

/** Declarations and loops have no value that anybody waits for. */
function isExpression(code: string): boolean {
  return (
    !/^\s*(?:const|let|var|function|class|if|for|while|import|\.|#|$)/.test(code.trim() || ' ') &&
    code.trim() !== ''
  )
}

/**
 * Node's REPL runs lines in a domain and prints what it catches there itself, with `Uncaught` before
 * it. Where there is such a domain, its errors are told as all others are.
 */
function takeErrors(server: object, tell: (error: unknown) => void): void {
  const { _domain: domain } = server as {
    readonly _domain?: {
      removeAllListeners(event: 'error'): void
      on(event: 'error', listener: (error: unknown) => void): void
    }
  }
  if (domain === undefined) return
  domain.removeAllListeners('error')
  domain.on('error', tell)
}
