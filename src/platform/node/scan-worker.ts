// A worker thread of the opening: scans byte ranges of the dump, and later, while the main thread
// computes dominators, writes the index. Speaks `ToWorker` and `FromWorker` of worker-messages.ts.
import { parentPort } from 'node:worker_threads'
import { ensure } from '../../base/assert.ts'
import { LoupeError } from '../../base/errors.ts'
import { createKernel } from '../../dump/create-kernel.ts'
import { buffersOf } from '../../dump/part.ts'
import type { Part } from '../../dump/part.ts'
import { scanRange } from '../../dump/scan-range.ts'
import { shortestTree } from '../../graph/shortest-tree.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { openFile } from './file-source.ts'
import type { FileSource } from './file-source.ts'
import { IndexWriter } from './index-writer.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

const port = ensure(parentPort, 'the port to the main thread')
let kernel: Kernel | undefined
let source: FileSource | undefined
let writer: IndexWriter | undefined
/** Buffers of parts that the main thread has taken over. */
let spare: ArrayBuffer[] = []

function answer(message: FromWorker, transfer: ArrayBufferLike[] = []): void {
  port.postMessage(message, transfer as ArrayBuffer[])
}

function handle(message: ToWorker): void {
  switch (message.kind) {
    case 'scan': {
      source ??= openFile(message.path, message.size)
      kernel ??= createKernel(message.kernel)
      const parts: Part[] = []
      spare.push(...message.spare)
      scanRange(source, kernel, message.start, message.end, {
        onPart: (part) => parts.push(part),
        recycle: () => spare.pop(),
      })
      answer({ kind: 'scanned', range: message.range, parts }, parts.flatMap(buffersOf))
      return
    }
    case 'scan-done':
      source?.close()
      source = undefined
      kernel = undefined
      spare = []
      return
    case 'write':
      writer ??= new IndexWriter(message.file)
      for (const section of message.sections) writer.add(section.name, section.array)
      return
    case 'shortest-tree': {
      const tree = shortestTree(message.graph)
      message.parent.set(tree.parent)
      writer?.add('shortest.parent', message.parent)
      answer({ kind: 'shortest-tree' })
      return
    }
    case 'finish': {
      const bytes = ensure(writer, 'an index being written').finish(message.meta)
      writer = undefined
      answer({ kind: 'written', bytes })
    }
  }
}

port.on('message', (message: ToWorker) => {
  try {
    handle(message)
  } catch (error) {
    writer?.abandon()
    writer = undefined
    if (error instanceof LoupeError) {
      answer({ kind: 'failed', code: error.code, message: error.message, next: error.next })
    } else {
      answer({ kind: 'failed', code: undefined, message: (error as Error).stack ?? String(error), next: undefined })
    }
  }
})
