// Speaks to an agent on another machine or in a container, through a command that runs commands
// there: `docker exec C`, `kubectl exec POD --`, `ssh host`. Each request runs it once, with
// ruby/loupe_far.rb in the command line, which hands the request to the agent and the answer to its
// standard output.
//
// The command line must mean the same whether the words arrive as they are (docker, kubectl) or
// joined and split again by a shell (ssh). So it has no sign that a shell minds: the program is in
// base64, and the Ruby that unpacks and evaluates it does without blanks, quotes and parentheses.

import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Duplex, Readable, Writable } from 'node:stream'
import { AgentError, agentOver, requestLine } from './agent-client.ts'
import type { AgentClient, AgentLine, AgentOptions, Hearing } from './agent-client.ts'
import { rubyFile } from './ruby-files.ts'

export interface RemoteOptions {
  /** Of the process, as the other side numbers it; without it the only one that has an agent. */
  readonly pid?: number
  /** The Ruby at the other end. Default `ruby`. */
  readonly ruby?: string
  /** Milliseconds until the agent's first answer must be here: logging in takes time. Default 30,000. */
  readonly timeout?: number
  /** Ends what is under way. */
  readonly stop?: AbortSignal
}

/** Greetings before the first line of ours are passed over, up to this. */
const MOST_NOISE = 65_536
const MOST_COMPLAINT = 16_384

/** Asks the agent who it is. Throws AgentError. */
export async function connectRemote(
  words: readonly string[],
  options: RemoteOptions = {},
): Promise<AgentClient> {
  const { timeout = 30_000 } = options
  const open = new Set<Exchange>()
  const close = (): void => open.forEach((exchange) => exchange.close())
  options.stop?.addEventListener('abort', close)

  async function ask<T>(
    requests: readonly string[],
    body: (client: AgentClient) => Promise<T>,
  ): Promise<T> {
    const exchange = startExchange(farCommand(words, requests, options))
    open.add(exchange)
    try {
      // The other end has the requests already: what is written here goes nowhere.
      return await body(await agentOver(exchange.stream, { timeout }))
    } catch (error) {
      throw await exchange.inWords(error, words)
    } finally {
      exchange.close()
      open.delete(exchange)
    }
  }

  const hello = requestLine('hello', {})
  const first = await ask([hello], (client) => Promise.resolve(client.hello))
  // From now on always that process, also where another one with an agent comes up.
  options = { ...options, pid: options.pid ?? first.pid }
  return {
    hello: first,
    request: (verb: string, wanted: AgentOptions = {}, hearing: Hearing = {}): Promise<AgentLine> =>
      ask([hello, requestLine(verb, wanted)], (client) => client.request(verb, wanted, hearing)),
    close,
  }
}

/** Lines of Ruby that evaluate the last argument, which is in base64. */
const UNPACK = ['m=method:eval', 's=ARGV.pop', 's=s.unpack1:m.to_s', 'm===s']

interface FarCommand {
  readonly words: readonly string[]
  readonly nonce: string
}

/** The words to run. None of them holds a sign that a shell would mind. */
export function farCommand(
  words: readonly string[],
  requests: readonly string[],
  { pid, ruby = 'ruby' }: RemoteOptions,
): FarCommand {
  const nonce = randomBytes(12).toString('hex')
  const lines = Buffer.from(requests.map((line) => `${line}\n`).join('')).toString('base64')
  const program =
    `${readFileSync(rubyFile('loupe_far.rb'), 'utf8')}\n` +
    `LoupeFar.run("${nonce}",${pid ?? 'nil'},"${lines}".unpack1("m"))\n`
  return {
    nonce,
    words: [
      ...words,
      // No agent in the messenger, and no Bundler.
      'env',
      'LOUPE_AGENT=off',
      'RUBYOPT=',
      ruby,
      '--disable=gems',
      ...UNPACK.flatMap((line) => ['-e', line]),
      Buffer.from(program).toString('base64'),
    ],
  }
}

interface Exchange {
  readonly stream: Duplex
  close(): void
  /** What the command itself has to say, where it was not the agent who failed. */
  inWords(error: unknown, words: readonly string[]): Promise<unknown>
}

interface SystemError extends Error {
  readonly code?: string
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

function startExchange({ words, nonce }: FarCommand): Exchange {
  const [command = '', ...rest] = words
  const child: Child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  let noise = ''
  let failure: SystemError | undefined
  const ended = new Promise<void>((done) => {
    child.on('close', () => done())
    child.on('error', (error) => {
      failure = error
      child.stdout.destroy()
      done()
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_COMPLAINT)
  })
  // One sign, so that the other end knows that it has an input; its end means that we have gone.
  child.stdin.on('error', () => {}).write('\n')

  const stream = Duplex.from({
    readable: Readable.from(
      afterGreeting(child.stdout, nonce, (text) => (noise = text)),
      { objectMode: false },
    ),
    writable: new Writable({ write: (_, __, done) => done() }),
  })
  stream.on('error', () => {})

  return {
    stream,
    close() {
      stream.destroy()
      child.stdin.end()
      child.stdout.destroy()
      if (child.exitCode !== null || child.signalCode !== null) return
      // Closing its input lets it end by itself; ssh and its like may hang.
      const timer = setTimeout(() => child.kill('SIGTERM'), 500)
      const last = setTimeout(() => child.kill('SIGKILL'), 3000)
      void ended.then(() => [timer, last].forEach(clearTimeout))
    },
    async inWords(error, [name = '']) {
      if (!(error instanceof AgentError) || !UNCLEAR.has(error.reason)) return error
      const silent = error.reason === 'silent'
      // A command that fails says so a moment after its pipe has closed.
      const timer = new Promise((done) => setTimeout(done, silent ? 0 : 2000).unref())
      await Promise.race([ended, timer])
      if (failure !== undefined) return notRun(failure, name)
      return explained(error, { name, complaint, noise, child })
    },
  }
}

const UNCLEAR: ReadonlySet<string> = new Set(['gone', 'silent', 'no-protocol'])

/** What follows the line with the nonce. Throws AgentError where the pipe changes bytes. */
async function* afterGreeting(
  chunks: AsyncIterable<Uint8Array>,
  nonce: string,
  onNoise: (text: string) => void,
): AsyncGenerator<Uint8Array> {
  const mark = Buffer.from(`loupe-far/1 ${nonce}`)
  let before = Buffer.alloc(0)
  let begun = false
  for await (const chunk of chunks) {
    if (begun) {
      yield chunk
      continue
    }
    before = Buffer.concat([before, chunk])
    const at = before.indexOf(mark)
    const end = at + mark.length
    if (at >= 0 && before.length > end) {
      if (before[end] !== 10) onNoise(TERMINAL)
      if (before[end] !== 10) return
      begun = true
      if (before.length > end + 1) yield before.subarray(end + 1)
    } else {
      onNoise(before.toString('utf8', 0, 1000))
      if (before.length > MOST_NOISE) return
    }
  }
}

/** Said instead of a greeting: no program greets with this. */
const TERMINAL = '\0terminal'

function notRun({ code, message }: SystemError, name: string): AgentError {
  return code === 'ENOENT'
    ? new AgentError('far-failed', `There is no command ${name} here.`, 'Look at --exec.')
    : new AgentError('far-failed', `${name} could not be run: ${message}.`)
}

interface Ending {
  readonly name: string
  readonly complaint: string
  readonly noise: string
  readonly child: Child
}

function explained(error: AgentError, { name, complaint, noise, child }: Ending): AgentError {
  if (noise === TERMINAL) {
    return new AgentError(
      'far-failed',
      `${name} runs the command in a terminal, which changes the bytes of a dump.`,
      'Leave out -t or --tty.',
    )
  }
  const said = lastLine(complaint) || lastLine(noise)
  const quoted = said === '' ? '' : ` It said: ${said}`
  const { exitCode: status, signalCode: signal } = child
  if (status === 127 || status === 126) {
    return new AgentError(
      'far-failed',
      `There is no Ruby to be run at the other end of ${name}.${quoted}`,
      'Name it with --far-ruby /path/to/ruby.',
    )
  }
  if (error.reason === 'silent') {
    return new AgentError('far-failed', `Nothing came through ${name} for too long.${quoted}`)
  }
  const how =
    signal !== null
      ? `was ended by ${signal}`
      : status === null
        ? 'closed its output'
        : `ended with status ${status}`
  return new AgentError(
    'far-failed',
    `${name} ${how} before all had come through.${quoted}`,
    'Nothing was kept. Try again.',
  )
}

/** Without what could steer a terminal. */
function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? ''
  return line
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, 300)
}
