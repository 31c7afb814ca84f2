// Where processes that are about to end wait for their last dump (ruby/loupe_command.rb): each
// connects, says its pid, and may go when its connection is closed. If this process dies, the
// kernel closes all of them.

import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'

export interface ExitGate {
  readonly path: string
  /** Lets everybody go, and lets nobody in any more. */
  close(): void
}

/** `onExit` is called for each process that waits; when its promise is kept the process may go. */
export async function openExitGate(
  folder: string,
  onExit: (pid: number) => Promise<void>,
): Promise<ExitGate> {
  const waiting = new Set<Socket>()
  const server = createServer((socket) => {
    waiting.add(socket)
    let said = ''
    let asked = false
    socket.on('error', () => {})
    socket.on('close', () => waiting.delete(socket))
    socket.setEncoding('latin1').on('data', (text: string) => {
      said += text
      const [, pid] = /^(\d{1,10})\n/.exec(said) ?? []
      if (asked || pid === undefined) return
      asked = true
      void onExit(Number(pid)).finally(() => socket.destroy())
    })
  })
  const path = join(folder, 'exit.sock')
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(path, done)
  })
  return {
    path,
    close() {
      server.close()
      for (const socket of waiting) socket.destroy()
    },
  }
}
