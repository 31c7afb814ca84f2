// What the capture agent costs: idle, and while it takes a dump of a process with a million objects.
//
//   node bench/agent.mjs [--objects 1000000] [--runs 3]
//
// Idle: the same CPU-bound and allocating loop with the agent and without, runs interleaved, best of
// each; and context switches and CPU time of a sleeping process over some seconds. Capturing: pauses
// as the agent reports them, the longest stall that a thread of the application sees, and the memory
// of application and children, sampled from /proc (private bytes: what is not shared with anybody).

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
  },
})
const agent = fileURLToPath(new URL('../ruby/loupe_agent.rb', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loupe-bench-'))
const ruby = process.env.RUBY ?? 'ruby'
const runs = Number(values.runs)
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
const environment = (off) => ({
  ...process.env,
  LOUPE_AGENT_DIR: join(folder, 'agent'),
  ...(off ? { LOUPE_AGENT: 'off' } : {}),
})

const LOOP = `
  began = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  kept = 0
  3_000_000.times { |i| kept += [i, i.to_s].size }
  puts Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - began
`
const SLEEPER = `puts 'ready'; $stdout.flush; sleep`
const LOADED = `
  class Node; def initialize(i); @i = i; @text = "node #{i}"; end; end
  $kept = Array.new(${Math.round(Number(values.objects) / 2)}) { |i| Node.new(i) }
  longest = 0
  Thread.new do
    last = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    loop do
      sleep 0.001
      Array.new(20) { |i| i.to_s }
      now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      longest = [longest, now - last].max
      last = now
    end
  end
  # The longest stall in microseconds goes out where a count of requests would.
  LoupeAgent.requests = -> { (longest * 1e6).round }
  puts 'ready'
  $stdout.flush
  sleep
`

function script(name, text) {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function idle() {
  const file = script('loop.rb', LOOP)
  const seconds = { with: [], without: [] }
  for (let run = 0; run < runs; run++) {
    for (const how of ['without', 'with']) {
      const env = environment(how === 'without')
      const { stdout } = spawnSync(ruby, ['-r', agent, file], { env, encoding: 'utf8' })
      seconds[how].push(Number(stdout))
    }
  }
  const [off, on] = [Math.min(...seconds.without), Math.min(...seconds.with)]
  const change = ((on / off - 1) * 100).toFixed(1)
  console.log(
    `a loop of 3 M allocations, CPU: ${off.toFixed(3)} s without, ${on.toFixed(3)} s with`,
  )
  console.log(`  the agent (${change} %), best of ${runs}`)
}

async function start(text, off = false) {
  const child = spawn(ruby, ['-r', agent, script('app.rb', text)], {
    env: environment(off),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((done) => child.stdout.once('data', done))
  return child
}

async function asleep() {
  for (const off of [true, false]) {
    const child = await start(SLEEPER, off)
    await sleep(500)
    const before = usage(child.pid)
    await sleep(5000)
    const after = usage(child.pid)
    console.log(
      `asleep for 5 s ${off ? 'without' : 'with'} the agent: ${after.switches - before.switches} ` +
        `context switches, ${after.ticks - before.ticks} ticks of CPU, ${before.threads} threads, ` +
        `${megabytes(before.rss)} resident`,
    )
    child.kill('SIGKILL')
  }
}

function usage(pid) {
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

async function capturing() {
  for (const [title, options] of [
    ['to a file', `path=${folder}/a.json overwrite=1`],
    ['to a file, gzip', `path=${folder}/a.json.gz overwrite=1`],
    ['without facts of the heap', `path=${folder}/b.json overwrite=1 heap=0`],
    ['in place', `path=${folder}/c.json overwrite=1 heap=0 fork=0`],
  ]) {
    for (let run = 0; run < runs; run++) {
      const child = await start(LOADED)
      const path = join(folder, 'agent', `${child.pid}.sock`)
      const memory = sampleMemory(child.pid)
      const began = performance.now()
      const result = await ask(path, `loupe/1 dump ${options}`)
      const took = performance.now() - began
      const peak = memory.stop()
      if (result.type !== 'result') {
        // One thread runs beside the main one, and Ruby 3.0 to 3.3 refuse that.
        console.log(`${title}: ${result.code}`)
        child.kill('SIGKILL')
        break
      }
      const stall = (await ask(path, 'loupe/1 status')).requests / 1000
      child.kill('SIGKILL')
      const { gc_ms: collections, fork_ms: fork, dump_ms: dump } = result.pause
      console.log(
        `${title}: GC ${collections.map((each) => each.toFixed(0)).join(' + ')} ms, ` +
          (fork === undefined ? `dump ${dump.toFixed(0)} ms, ` : `fork ${fork.toFixed(1)} ms, `) +
          `longest stall ${stall.toFixed(0)} ms; ${(took / 1000).toFixed(1)} s in all; ` +
          `${result.lines.toLocaleString('en')} lines, ${megabytes(result.bytes)}; application ` +
          `${megabytes(peak.resident)} resident, private ${megabytes(peak.own)}; children private ` +
          `${megabytes(peak.children)}`,
      )
    }
  }
}

/** Peaks while it runs: of the application, and of the sum of its children. */
function sampleMemory(pid) {
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

function ask(path, request) {
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

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

try {
  console.log(spawnSync(ruby, ['-v'], { encoding: 'utf8' }).stdout.trim())
  idle()
  await asleep()
  await capturing()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
