// `loupe capture --exec COMMAND`: one dump of a process somewhere else, as a run like others.

import type { Capture } from '../workbench/capture-results.ts'
import { captureQueue } from './capture-queue.ts'
import type { CaptureEvents, CaptureSettings } from './capture-queue.ts'
import type { DumpNames } from './dump-names.ts'
import type { DumpSink } from './receive-dump.ts'
import { connectRemote } from './remote.ts'
import type { RemoteOptions } from './remote.ts'

export interface RemoteCapture extends CaptureEvents, RemoteOptions {
  readonly settings: CaptureSettings
  readonly names: DumpNames
  /** Instead of a file. */
  readonly sink?: DumpSink
  /** Ends it; the process lives on. */
  readonly stop: AbortSignal
}

/** Throws AgentError where no agent is reached; what fails later is in the record. */
export async function captureRemote(
  words: readonly string[],
  wanted: RemoteCapture,
): Promise<Capture> {
  const { names, sink, stop } = wanted
  const began = performance.now()
  const seconds = (): number => Math.round(performance.now() - began) / 1000
  const client = await connectRemote(words, wanted)
  const { pid } = client.hello
  const queue = captureQueue({
    ...wanted,
    seconds,
    connect: () => Promise.resolve(client),
    target: (of) => sink ?? names.only(of),
  })
  stop.addEventListener('abort', () => queue.abort())
  try {
    if (!stop.aborted) await queue.add(pid, 'asked')
    return {
      kind: 'capture',
      version: 1,
      dumps: queue.dumps,
      failures: queue.failures,
      processes: [{ pid }],
      interrupted: stop.aborted,
      seconds: seconds(),
    }
  } finally {
    client.close()
  }
}
