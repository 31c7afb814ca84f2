// A client of the agent as docs/capture-protocol.md describes it: a line out, lines and frames back.
import { connect } from 'node:net'
import type { Socket } from 'node:net'

export type Line = Readonly<Record<string, unknown>> & { readonly type: string }

export interface Answer {
  /** The last line: a result or an error. Null where the connection ended without one. */
  readonly last: Line | null
  readonly progress: readonly Line[]
  /** What came in frames, joined. */
  readonly frames: Readonly<Record<'dump' | 'capture', Uint8Array>>
}

export interface Client {
  readonly socket: Socket
  /** One request after another: the answer to the one before must be in. */
  ask(request: string, onLine?: (line: Line) => void): Promise<Answer>
  close(): void
}

export async function connectTo(path: string): Promise<Client> {
  const socket = connect(path)
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  let pending: Buffer = Buffer.alloc(0)
  let ended = false
  let take = (): void => {}
  socket.on('data', (data) => {
    pending = pending.length === 0 ? data : Buffer.concat([pending, data])
    take()
  })
  socket.on('error', () => {}) // `close` follows
  socket.on('close', () => {
    ended = true
    take()
  })

  function ask(request: string, onLine?: (line: Line) => void): Promise<Answer> {
    const progress: Line[] = []
    const parts: Record<'dump' | 'capture', Buffer[]> = { dump: [], capture: [] }
    let frame: { of: 'dump' | 'capture'; left: number } | null = null
    const answer = (last: Line | null): Answer => ({
      last,
      progress,
      frames: { dump: Buffer.concat(parts.dump), capture: Buffer.concat(parts.capture) },
    })
    socket.write(`${request}\n`)
    return new Promise((done) => {
      take = () => {
        for (;;) {
          if (frame) {
            const piece = pending.subarray(0, frame.left)
            parts[frame.of].push(piece)
            pending = pending.subarray(piece.length)
            frame.left -= piece.length
            if (frame.left > 0) break
            frame = null
          }
          const end = pending.indexOf(10)
          if (end < 0) break
          const line = JSON.parse(pending.toString('utf8', 0, end)) as Line
          pending = pending.subarray(end + 1)
          onLine?.(line)
          if (line.type === 'data') {
            frame = { of: line.of as 'dump' | 'capture', left: line.bytes as number }
          } else if (line.type === 'progress') progress.push(line)
          else return done(answer(line))
        }
        if (ended) done(answer(null))
      }
      take()
    })
  }

  return { socket, ask, close: () => socket.destroy() }
}

/** One request on a connection of its own. */
export async function askOnce(path: string, request: string): Promise<Answer> {
  const client = await connectTo(path)
  try {
    return await client.ask(request)
  } finally {
    client.close()
  }
}
