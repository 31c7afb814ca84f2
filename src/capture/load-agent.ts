// What is common to all ways that bring the agent into a process that runs already: the code that
// loads it there, and the proof that it has come.

import { accessSync, constants } from 'node:fs'
import { AgentError, connectAgent } from './agent-client.ts'
import type { AgentClient } from './agent-client.ts'
import { socketsOf } from './agent-sockets.ts'
import { rubyFile } from './ruby-files.ts'

/**
 * Ruby code, ASCII without control characters, that loads the agent, or starts it anew where its
 * socket has gone. It never raises.
 */
export function loadingCode(file = rubyFile('loupe_agent.rb')): string {
  const agent = '::LoupeAgent'
  return (
    `begin;defined?(${agent})?(${agent}.stop;${agent}.start):load(${rubyText(file)});` +
    'rescue ::Exception;end'
  )
}

/** A string literal without anything that Ruby, gdb or a shell would take for something else. */
function rubyText(text: string): string {
  const plain = /[\w/.+,:@-]/
  const bytes = [...Buffer.from(text, 'utf8')]
  const signs = bytes.map((byte) => {
    const sign = String.fromCharCode(byte)
    return byte < 128 && plain.test(sign) ? sign : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `"${signs.join('')}"`
}

/** Whether the file can be read by everybody: the process may be another user's than this one. */
export function agentFile(): string {
  const file = rubyFile('loupe_agent.rb')
  accessSync(file, constants.R_OK)
  return file
}

/** Asks until an agent of that process answers; undefined where none did in time. */
export async function agentWithin(
  pid: number,
  milliseconds: number,
): Promise<{ readonly path: string; readonly hello: AgentClient['hello'] } | undefined> {
  const deadline = Date.now() + milliseconds
  for (;;) {
    for (const { path } of await socketsOf(pid)) {
      try {
        const client = await connectAgent(path, { timeout: 2000 })
        client.close()
        if (client.hello.pid === pid) return { path, hello: client.hello }
      } catch (error) {
        if (!(error instanceof AgentError)) throw error
        // Not there yet, or one that is dying: both show in the next round.
      }
    }
    if (Date.now() >= deadline) return undefined
    await new Promise((done) => setTimeout(done, 20))
  }
}
