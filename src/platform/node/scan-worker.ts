// A worker thread of the opening: scans byte ranges of the dump, and later, while the main thread
// computes dominators, writes the index. Speaks `ToWorker` and `FromWorker` of worker-messages.ts.
import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { ensure } from '../../base/assert.ts'
import { LoupeError } from '../../base/errors.ts'
import { createKernel } from '../../dump/create-kernel.ts'
import type { Part } from '../../dump/part.ts'
import { scanRange } from '../../dump/scan-range.ts'
import { helpWith } from '../../graph/helper.ts'
import { shortestTree } from '../../graph/shortest-tree.ts'
import { resolveRows } from '../../heap/resolve-rows.ts'
import { collectGarbage } from './collect-garbage.ts'
import { openFile } from './file-source.ts'
import type { FileSource } from './file-source.ts'
import { IndexWriter } from './index-writer.ts'
import { answerReadAhead } from './read-ahead.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

const port = ensure(parentPort, 'the port to the main thread')
let kernel: ReturnType<typeof createKernel> | undefined
let source: FileSource | undefined
let writer: IndexWriter | undefined
/** Part number -> its shared memory; parts that the main thread is done with are used again. */
let memory: ArrayBufferLike[] = []
let spare: number[] = []
/** Received while something else was under way, to be handled next. */
const postponed: ToWorker[] = []

function answer(message: FromWorker): void {
  port.postMessage(message)
}

function handle(message: ToWorker): void {
  switch (message.kind) {
    case 'scan': {
      source ??= openFile(message.path, message.size)
      kernel ??= createKernel(message.kernel)
      const parts: Part[] = []
      const numbers: number[] = []
      spare.push(...message.spare)
      scanRange(source, kernel, message.start, message.end, {
        onPart(part) {
          const number = numbers[parts.length]
          memory[number] = part.type.buffer
          parts.push(part)
        },
        recycle() {
          const number = spare.pop() ?? memory.length
          memory[number] ??= new SharedArrayBuffer(0)
          numbers.push(number)
          return memory[number]
        },
        allocate: (bytes) => new SharedArrayBuffer(bytes),
      })
      answer({ kind: 'scanned', range: message.range, parts, numbers })
      return
    }
    case 'scan-done':
      source?.close()
      source = undefined
      kernel = undefined
      memory = []
      spare = []
      collectGarbage()
      return
    case 'resolve':
      answer({ kind: 'resolved', unresolved: resolveRows(message.job) })
      return
    case 'write':
      writer ??= new IndexWriter(message.index.file, message.index.temporary)
      for (const section of message.sections) {
        helpWhoeverWaits()
        writer.add(section.name, section.array)
      }
      return
    case 'help':
      helpWith(message.job)
      return
    case 'shortest-tree': {
      shortestTree(message.graph, { into: message.parent })
      answer({ kind: 'shortest-tree' })
      if (message.index === undefined) return
      helpWhoeverWaits()
      writer = new IndexWriter(message.index.file, message.index.temporary)
      writer.add('shortest.parent', message.parent)
      return
    }
    case 'read-ahead':
      answerReadAhead(message, helpWhoeverWaits)
      return
    case 'finish': {
      const bytes = ensure(writer, 'an index being written').finish(message.meta)
      writer = undefined
      answer({ kind: 'written', bytes })
    }
  }
}

/** The dominators are urgent, the index is not: takes calls for help before what came earlier. */
function helpWhoeverWaits(): void {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: ToWorker } | undefined
    if (!received) return
    if (received.message.kind === 'help') helpWith(received.message.job)
    else postponed.push(received.message)
  }
}

port.on('message', (message: ToWorker) => {
  handleSafely(message)
  for (let next = postponed.shift(); next; next = postponed.shift()) handleSafely(next)
})

function handleSafely(message: ToWorker): void {
  try {
    handle(message)
  } catch (error) {
    writer?.abandon()
    writer = undefined
    if (error instanceof LoupeError) {
      answer({ kind: 'failed', code: error.code, message: error.message, next: error.next })
    } else {
      answer({
        kind: 'failed',
        code: undefined,
        message: (error as Error).stack ?? String(error),
        next: undefined,
      })
    }
  }
}
