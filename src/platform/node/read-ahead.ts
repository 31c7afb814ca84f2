// Sections of an index read and unpacked by a worker while the main thread computes: of two threads,
// whichever claims a section first reads it, so nobody waits for one that is not under way. Questions
// are synchronous: the main thread takes what came without returning to the event loop, and reads
// itself whatever the worker could not.
// Cost: a worker (40 ms), so only for large heaps. Nothing is copied.
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { openIndex } from './index-reader.ts'
import type { SectionArray } from './index-writer.ts'

/** Longer than any section takes: then the worker is dead. */
const PATIENCE_MS = 20_000

const NOBODY = 0
const MAIN = 1
const WORKER = 2

/** What a worker is asked for: plain data, and a port. */
export interface ReadAheadJob {
  readonly kind: 'read-ahead'
  readonly file: string
  /** Sections, in the order in which they are wanted. */
  readonly names: readonly string[]
  /** [answers so far, section -> who reads it]; in shared memory. */
  readonly claims: Int32Array
  readonly port: MessagePort
}

interface Answer {
  readonly name: string
  /** Absent where it could not be read. */
  readonly array?: SectionArray
}

/** A job for another thread, and where its answers come. */
export function readAheadJob(
  file: string,
  names: readonly string[],
): { readonly job: ReadAheadJob; readonly port: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  const claims = new Int32Array(new SharedArrayBuffer(4 * (names.length + 1)))
  return { job: { kind: 'read-ahead', file, names, claims, port: port2 }, port: port1 }
}

/**
 * The main thread's part: a section that was read ahead; undefined where the caller has to read it.
 * Gives each once.
 */
export function taker(
  { names, claims }: Pick<ReadAheadJob, 'names' | 'claims'>,
  port: MessagePort,
): (name: string) => SectionArray | undefined {
  const came = new Map<string, SectionArray | undefined>()

  function receive(): void {
    for (;;) {
      const received = receiveMessageOnPort(port) as { message: Answer } | undefined
      if (received === undefined) return
      came.set(received.message.name, received.message.array)
    }
  }

  return (name) => {
    const at = names.indexOf(name) + 1
    if (at === 0 || claim(claims, at, MAIN) === MAIN) return undefined
    for (;;) {
      const answers = Atomics.load(claims, 0)
      receive()
      if (came.has(name)) break
      if (Atomics.wait(claims, 0, answers, PATIENCE_MS) === 'timed-out') return undefined
    }
    const array = came.get(name)
    came.set(name, undefined)
    return array
  }
}

/**
 * The worker's part.
 * @param between called before each section: for what is more urgent
 */
export function answerReadAhead(
  { file, names, claims, port }: ReadAheadJob,
  between: () => void = () => {},
): void {
  const answer = (message: Answer, handedOver: ArrayBuffer[]): void => {
    port.postMessage(message, handedOver)
    Atomics.add(claims, 0, 1)
    Atomics.notify(claims, 0)
  }
  let index: ReturnType<typeof openIndex>
  names.forEach((name, i) => {
    between()
    if (claim(claims, i + 1, WORKER) === MAIN) return
    try {
      index ??= openIndex(file, (bytes) => new SharedArrayBuffer(bytes))
      const array = index?.load(name)
      answer(
        array === undefined ? { name } : { name, array },
        array?.buffer instanceof ArrayBuffer ? [array.buffer] : [],
      )
    } catch {
      // The main thread reads it as well, and says what is wrong.
      answer({ name }, [])
    }
  })
  index?.close()
  port.close()
}

/** Makes a section a thread's own, where it is nobody's; whose it is then. */
function claim(claims: Int32Array, at: number, thread: number): number {
  const owner = Atomics.compareExchange(claims, at, NOBODY, thread)
  return owner === NOBODY ? thread : owner
}
