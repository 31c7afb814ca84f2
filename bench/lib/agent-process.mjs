// Ruby processes with the agent, for bench/agent.mjs: starting them, asking the agent, and what the
// system says of their memory and time. Linux.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const AGENT = fileURLToPath(new URL('../../ruby/loupe_agent.rb', import.meta.url))
export const RUBY = process.env.RUBY ?? 'ruby'
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

const started = []

/** A folder for all that is measured; `close` removes it and ends what still runs. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'))
  return {
    folder,
    write(name, text) {
      const file = join(folder, name)
      writeFileSync(file, text)
      return file
    },
    /** For a process that has the agent loaded; `off`: it does nothing there. */
    environment: (off = false) => ({
      ...process.env,
      LOUPE_AGENT_DIR: join(folder, 'agent'),
      ...(off ? { LOUPE_AGENT: 'off' } : {}),
    }),
    socket: (pid) => join(folder, 'agent', `${pid}.sock`),
    close() {
      for (const child of started) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs Ruby until it has printed something that matches. */
export async function start(words, { env, cwd, ready = /./ }) {
  const child = spawn(RUBY, words, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  let printed = ''
  await new Promise((done, fail) => {
    child.on('exit', (code) => fail(new Error(`ruby ended with ${code}: ${printed}`)))
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text
      if (ready.test(printed)) done()
    })
  })
  return { pid: child.pid, printed: () => printed, kill: () => child.kill('SIGKILL') }
}

/** One request to an agent; the line that ends its answer. */
export function ask(path, request) {
  return new Promise((done, fail) => {
    const socket = connect(path, () => socket.write(`${request}\n`))
    let text = ''
    socket.setEncoding('utf8').on('data', (data) => {
      text += data
      const last = text.split('\n').find((line) => /^\{"type":"(result|error)"/.test(line))
      if (last === undefined || !text.endsWith('\n')) return
      socket.destroy()
      done(JSON.parse(last))
    })
    socket.on('error', fail)
  })
}

/** Context switches and ticks of CPU so far, threads, and bytes in memory. */
export function usage(pid) {
  let switches = 0
  const tasks = readdirSync(`/proc/${pid}/task`)
  for (const task of tasks) {
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')
    for (const [, count] of status.matchAll(/ctxt_switches:\s+(\d+)/g)) switches += Number(count)
  }
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return { switches, ticks, threads: tasks.length, rss: Number(fields[21]) * 4096 }
}

/** Peaks from now until `stop`: of the application, and of the sum of its children. */
export function sampleMemory(pid) {
  const peak = { resident: 0, own: 0, children: 0 }
  const look = () => {
    const own = privateBytes(pid)
    let children = 0
    for (const each of descendants(pid)) children += privateBytes(each).own
    peak.resident = Math.max(peak.resident, own.resident)
    peak.own = Math.max(peak.own, own.own)
    peak.children = Math.max(peak.children, children)
  }
  look()
  const timer = setInterval(look, 100)
  return {
    stop: () => {
      clearInterval(timer)
      return peak
    },
  }
}

function privateBytes(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const of = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024
    return { resident: of('Rss'), own: of('Private_Clean') + of('Private_Dirty') }
  } catch {
    return { resident: 0, own: 0 } // ended in between
  }
}

function descendants(pid) {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.flatMap((child) => [child, ...descendants(child)])
  } catch {
    return []
  }
}
