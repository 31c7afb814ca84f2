// Signals to this process, for as long as something goes on.

import { LoupeError } from '../base/errors.ts'

export interface Listening {
  stop(): void
}

/** `handlers`: SIGNAL -> what to do. Throws LoupeError for signals that cannot be listened to. */
export function listenTo(handlers: Readonly<Record<string, () => void>>): Listening {
  const added: [NodeJS.Signals, () => void][] = []
  for (const [name, handler] of Object.entries(handlers)) {
    try {
      process.on(name as NodeJS.Signals, handler)
    } catch {
      throw new LoupeError('usage', `${name} cannot be listened to here.`, 'Try USR2.')
    }
    added.push([name as NodeJS.Signals, handler])
  }
  return {
    stop() {
      for (const [name, handler] of added) process.off(name, handler)
    },
  }
}

export interface Stop {
  readonly signal: AbortSignal
  done(): void
}

/** A first Ctrl-C ends in order, a second one at once, with `status`. */
export function listenToStop(status: number): Stop {
  const stop = new AbortController()
  const asked = (): void => {
    if (stop.signal.aborted) process.exit(status)
    stop.abort()
  }
  const signals = listenTo({ SIGINT: asked, SIGTERM: asked, SIGHUP: asked })
  return { signal: stop.signal, done: () => signals.stop() }
}
