// Worker threads and their messages as promises.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { LoupeError } from '../../base/errors.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** Beside the built command; tests that run from source have none. */
const WORKER_FILE = new URL('./scan-worker.js', import.meta.url)

export function workersAvailable(): boolean {
  return existsSync(fileURLToPath(WORKER_FILE))
}

export class LoupeWorker {
  private readonly worker: Worker
  private readonly received: FromWorker[] = []
  private waiting: { resolve(message: FromWorker): void; reject(error: Error): void } | undefined
  private failure: Error | undefined

  constructor() {
    // Not the program's own options: --input-type and the like would be taken for the worker's.
    this.worker = new Worker(WORKER_FILE, { execArgv: [] })
    this.worker.on('message', (message: FromWorker) => {
      if (message.kind === 'failed') this.fail(errorOf(message))
      else if (this.waiting) {
        const { waiting } = this
        this.waiting = undefined
        waiting.resolve(message)
      } else this.received.push(message)
    })
    this.worker.on('error', (error) => this.fail(outOfMemory(error)))
  }

  /** Sends without waiting; messages are handled in order. */
  send(message: ToWorker, handedOver: readonly MessagePort[] = []): void {
    this.worker.postMessage(message, handedOver)
  }

  /** Sends and waits for the next answer. */
  ask(message: ToWorker): Promise<FromWorker> {
    this.send(message)
    return this.next()
  }

  /** The next answer; answers come in the order of what was sent. */
  next(): Promise<FromWorker> {
    if (this.failure) return Promise.reject(this.failure)
    const message = this.received.shift()
    if (message) return Promise.resolve(message)
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
    })
  }

  /** The process need not wait for it. */
  unref(): void {
    this.worker.unref()
  }

  close(): Promise<unknown> {
    return this.worker.terminate()
  }

  private fail(error: Error): void {
    this.failure = error
    const { waiting } = this
    this.waiting = undefined
    waiting?.reject(error)
  }
}

function errorOf({ code, message, next }: Extract<FromWorker, { kind: 'failed' }>): Error {
  return code === undefined ? new Error(message) : new LoupeError(code, message, next)
}

function outOfMemory(error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError) {
    return new LoupeError(
      'too-big',
      'Not enough memory to scan this dump.',
      'Try `loupe summary --stream`, which needs next to none.',
    )
  }
  return error as Error
}
