// Brings one dump home: asks the agent to stream it, writes it and its capture file here, counts
// and hashes them on the way, and gives them their names only when all agrees with what the agent
// counted and hashed at its end.

import { existsSync } from 'node:fs'
import { AgentError } from './agent-client.ts'
import type { AgentClient, AgentLine, AgentOptions, FrameOf } from './agent-client.ts'
import { receiver } from './receiver.ts'
import type { Receiver } from './receiver.ts'
import { nameTaken } from './temporary-files.ts'

export interface DumpFiles {
  readonly dump: string
  readonly capture: string
  readonly overwrite: boolean
}

/** What the dump goes to instead of files; there is no capture file then. */
export type DumpSink = (bytes: Uint8Array) => Promise<void>

export interface ReceivedDump {
  /** The agent's `result` line. */
  readonly result: AgentLine
  readonly bytes: number
  readonly rawBytes: number
  readonly lines: number
  readonly objects: number
  readonly sha256: string
  /** Whether a capture file was written. */
  readonly capture: boolean
  /** What the capture file says, if it could be had. */
  readonly facts: Readonly<Record<string, unknown>> | undefined
}

/**
 * `options` are those of the agent's `dump`, without `path`. Throws AgentError, or LoupeError for
 * what goes wrong with the files; nothing is left of them then.
 */
export async function receiveDump(
  client: AgentClient,
  options: AgentOptions,
  to: DumpFiles | DumpSink,
  onProgress?: (line: AgentLine) => void,
): Promise<ReceivedDump> {
  const files = typeof to === 'function' ? undefined : to
  if (files !== undefined) refuseTaken(files)
  const gzip = Number(options['gzip'] ?? 0) > 0
  const dump = receiver(typeof to === 'function' ? to : to.dump, { counted: true, gzip })
  const capture = receiver(files?.capture, { kept: true })
  const of: Record<FrameOf, Receiver> = { dump, capture }
  try {
    const result = await client.request('dump', options, {
      onData: (which, bytes) => of[which].add(bytes),
      ...(onProgress === undefined ? {} : { onProgress }),
    })
    await dump.end()
    await capture.end()
    checkDump(result, dump)
    const facts = factsOf(result, capture)
    await dump.publish(files?.overwrite === true)
    if (facts !== undefined) await capture.publish(files?.overwrite === true)
    return {
      result,
      bytes: dump.bytes,
      rawBytes: dump.rawBytes,
      lines: dump.counter.lines,
      objects: dump.counter.objects,
      sha256: dump.sha256(),
      capture: facts !== undefined && files !== undefined,
      facts,
    }
  } finally {
    dump.discard()
    capture.discard()
  }
}

/** Before the application is stopped for anything. */
function refuseTaken({ dump, capture, overwrite }: DumpFiles): void {
  if (overwrite) return
  for (const path of [dump, capture]) if (existsSync(path)) throw nameTaken(path)
}

function checkDump(result: AgentLine, dump: Receiver): void {
  compare('bytes', result['bytes'], dump.bytes)
  compare('SHA-256', result['sha256'], dump.sha256())
  compare('bytes before compression', result['raw_bytes'], dump.rawBytes)
  compare('lines', result['lines'], dump.counter.lines)
  if (!dump.counter.ended) throw damaged('its last line has no end')
}

/** Undefined where the agent could not write a capture file: the dump is whole all the same. */
function factsOf(result: AgentLine, capture: Receiver): ReceivedDump['facts'] {
  const told = result['capture'] as Readonly<Record<string, unknown>> | undefined
  if (told === undefined || told['problem'] !== undefined || capture.bytes === 0) return undefined
  compare('bytes of the capture file', told['bytes'], capture.bytes)
  compare('SHA-256 of the capture file', told['sha256'], capture.sha256())
  try {
    return JSON.parse(capture.text()) as Readonly<Record<string, unknown>>
  } catch {
    throw damaged('its capture file is no JSON')
  }
}

function compare(what: string, sent: unknown, arrived: string | number): void {
  if (sent !== arrived) throw damaged(`${what}: ${String(sent)} sent, ${arrived} arrived`)
}

function damaged(how: string): AgentError {
  return new AgentError(
    'damaged',
    `The dump did not arrive as it was sent (${how}); it was thrown away.`,
    'Take it again.',
  )
}
