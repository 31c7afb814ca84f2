// Speaks to the agent in one Ruby process: docs/capture-protocol.md. A line out, lines and frames
// back, one request after another.

import { once } from 'node:events'
import { readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, resolve } from 'node:path'
import type { Duplex } from 'node:stream'
import { LoupeError } from '../base/errors.ts'
import { agentStream } from './agent-stream.ts'

/** The version of the protocol that this client speaks. */
export const PROTOCOL = 1

export interface Hello {
  readonly protocol: number
  /** The version of the agent. */
  readonly agent: string
  readonly pid: number
  /** RUBY_DESCRIPTION. */
  readonly ruby: string
  readonly ruby_version: string
}

export type AgentLine = Readonly<Record<string, unknown>> & { readonly type: string }
export type AgentOptions = Readonly<Record<string, string | number | boolean | undefined>>
export type FrameOf = 'dump' | 'capture'

export interface Hearing {
  readonly onProgress?: (line: AgentLine) => void
  /** The bytes of frames; the next ones are read when the promise is kept. */
  readonly onData?: (of: FrameOf, bytes: Uint8Array) => void | Promise<void>
  /** Milliseconds without a byte after which the process counts as hung. Default 120,000. */
  readonly silence?: number
}

export interface AgentClient {
  readonly hello: Hello
  /** The `result` line. Throws AgentError for `error`, and where the connection ends without either. */
  request(verb: string, options?: AgentOptions, hearing?: Hearing): Promise<AgentLine>
  /** Also ends what is under way: the agent notices, and its children go. */
  close(): void
}

/** What the agent, or the connection to it, has to say. */
export class AgentError extends LoupeError {
  /** The agent's own code, or `gone`, `silent`, `no-socket`, `no-protocol`. */
  readonly reason: string

  constructor(reason: string, message: string, next?: string) {
    super(NOBODY.has(reason) ? 'no-agent' : 'capture-failed', message, next)
    this.reason = reason
  }
}

const NOBODY: ReadonlySet<string> = new Set(['no-socket', 'silent', 'no-protocol', 'version'])

export interface ConnectOptions {
  /** Milliseconds until a connection and a first answer must be there. Default 5,000. */
  readonly timeout?: number
}

/** Connects to the socket of a process and asks who it is. */
export async function connectAgent(
  socketPath: string,
  { timeout = 5000 }: ConnectOptions = {},
): Promise<AgentClient> {
  const socket = connect(await reachable(socketPath))
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeout) })
  } catch (error) {
    socket.destroy()
    throw refused(error, socketPath, timeout)
  }
  return agentOver(socket, { timeout })
}

/** The same over any stream that leads to an agent, such as the pipes of a command. */
export async function agentOver(
  stream: Duplex,
  { timeout = 5000 }: ConnectOptions = {},
): Promise<AgentClient> {
  stream.on('error', () => {}) // Reading tells.
  const reader = agentStream(stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>)

  async function request(
    verb: string,
    options: AgentOptions = {},
    { onProgress, onData, silence = 120_000 }: Hearing = {},
  ): Promise<AgentLine> {
    stream.write(`${requestLine(verb, options)}\n`)
    for (;;) {
      const text = await within(silence, () => reader.line())
      if (text === null) throw gone()
      const line = parsed(text)
      if (line.type === 'result') return line
      if (line.type === 'error') throw agentError(line)
      if (line.type === 'progress') onProgress?.(line)
      else if (line.type === 'data') await frame(line, silence, onData)
      // Lines of other types may come with later releases.
    }
  }

  async function frame(line: AgentLine, silence: number, onData: Hearing['onData']): Promise<void> {
    let left = Number(line['bytes'])
    if (!Number.isSafeInteger(left) || left < 0) throw noProtocol()
    while (left > 0) {
      const most = left
      const bytes = await within(silence, () => reader.bytes(most))
      if (bytes === null) throw gone()
      left -= bytes.length
      await onData?.(line['of'] === 'capture' ? 'capture' : 'dump', bytes)
    }
  }

  async function within<T>(milliseconds: number, read: () => Promise<T>): Promise<T | null> {
    let silent = false
    const timer = setTimeout(() => {
      silent = true
      stream.destroy()
    }, milliseconds)
    const answer = await read().catch(() => null) // destroyed, or reset by the other side
    clearTimeout(timer)
    if (silent) throw notAnswering(milliseconds)
    return answer
  }

  try {
    const hello = (await request('hello', {}, { silence: timeout })) as unknown as Hello
    return { hello, request, close: () => stream.destroy() }
  } catch (error) {
    stream.destroy()
    throw error
  }
}

/** `loupe/1 dump gzip=1 path=/a%20b`. True and false are 1 and 0; what is undefined is left out. */
export function requestLine(verb: string, options: AgentOptions): string {
  const words = Object.entries(options).flatMap(([key, value]) => {
    if (value === undefined) return []
    const text = typeof value === 'boolean' ? String(Number(value)) : String(value)
    return [`${key}=${encodeURIComponent(text)}`]
  })
  return [`loupe/${PROTOCOL}`, verb, ...words].join(' ')
}

function parsed(text: string): AgentLine {
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line === 'object' && line !== null && 'type' in line) return line as AgentLine
  } catch {
    // said below
  }
  throw noProtocol()
}

function agentError({ code, message, next, speaks }: AgentLine): AgentError {
  const version = code === 'version' ? ` It speaks version ${[speaks].flat().join(', ')}.` : ''
  return new AgentError(
    typeof code === 'string' ? code : 'internal',
    `${typeof message === 'string' ? message : 'The agent failed.'}${version}`,
    typeof next === 'string' ? inTheCommand(next) : undefined,
  )
}

/** The agent advises in options of its protocol; people have those of the command. */
function inTheCommand(advice: string): string {
  return advice
    .replace('fork=0', '--in-place')
    .replace('overwrite=1', '--overwrite')
    .replace(
      'Give a larger stall= or timeout=, or read faster.',
      'Try again when the machine has less to do.',
    )
}

function gone(): AgentError {
  return new AgentError(
    'gone',
    'The process, or its agent, ended before it had answered.',
    'See whether it still runs: loupe ps',
  )
}

function notAnswering(milliseconds: number): AgentError {
  return new AgentError(
    'silent',
    `The process said nothing for ${milliseconds / 1000} s.`,
    'It may be stopped, or in C code that lets no other thread run. Try again later.',
  )
}

function noProtocol(): AgentError {
  return new AgentError(
    'no-protocol',
    'What listens there does not speak as an agent of Loupe does.',
  )
}

function refused(error: unknown, path: string, timeout: number): AgentError {
  const { code = '', name = '' } = error as { code?: string; name?: string }
  if (name === 'AbortError' || name === 'TimeoutError') return notAnswering(timeout)
  const why =
    code === 'ECONNREFUSED'
      ? 'nobody listens there any more'
      : code === 'ENOENT'
        ? 'there is no such socket'
        : code === 'EACCES'
          ? 'it belongs to another user'
          : `the system says ${code}`
  return new AgentError(
    'no-socket',
    `No agent can be reached at ${path}: ${why}.`,
    'loupe ps lists the Ruby processes that have one.',
  )
}

/** A path that is too long for a socket's address is a link to a short one. */
async function reachable(path: string): Promise<string> {
  if (Buffer.byteLength(path) < 100) return path
  try {
    return resolve(dirname(path), await readlink(path))
  } catch {
    return path
  }
}
