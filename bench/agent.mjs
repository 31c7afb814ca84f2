// What the capture agent costs: idle, with allocation tracing, and while it takes a dump.
//
//   node bench/agent.mjs [--only idle,tracing,capturing,load] [--objects 1000000] [--runs 3]
//
// Idle: the same CPU-bound and allocating loop with the agent and without, runs interleaved, best of
// each; and context switches and CPU time of a sleeping process over some seconds. Tracing: three
// programs, with and without, CPU time and peak memory. Capturing: pauses as the agent reports them, the
// longest stall that a thread of the application sees, and the memory of application and children,
// sampled from /proc (private bytes: what is not shared with anybody). Load: a server with twice as
// many objects, its requests timed from outside; needs the gems (`npm run gems`).

import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { underLoad } from './lib/agent-load.mjs'
import { AGENT, ask, megabytes, RUBY, sampleMemory } from './lib/agent-process.mjs'
import { sleep, start, usage, workshop } from './lib/agent-process.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'idle,tracing,capturing,load' },
    objects: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
  },
})
const runs = Number(values.runs)
const objects = Number(values.objects)
const place = workshop()

const CLOCK = 'Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)'
/** A program that prints its seconds of CPU, and its peak memory in KB. */
const timed = (text) => `
  began = ${CLOCK}
  ${text}
  puts "#{${CLOCK} - began} #{File.read('/proc/self/status')[/VmHWM:\\s+(\\d+)/, 1]}"
`
const LOOP = timed('kept = 0; 3_000_000.times { |i| kept += [i, i.to_s].size }')
const TRACED = [
  ['half a million objects and strings, all kept', 'kept = Array.new(500_000) { |i| [i.to_s] }'],
  [
    'parsing JSON, all garbage',
    `require 'json'; text = JSON.generate(Array.new(2_000) { |i| { id: i, name: "name #{i}" } })
     30.times { JSON.parse(text) }`,
  ],
  ['a loop that allocates nothing', 'n = 0; n += 1 while n < 20_000_000'],
]
const SLEEPER = `puts 'ready'; $stdout.flush; sleep`
const LOADED = `
  class Node; def initialize(i); @i = i; @text = "node #{i}"; end; end
  ObjectSpace.trace_object_allocations_start if ENV['TRACE']
  $kept = Array.new(${Math.round(objects / 2)}) { |i| Node.new(i) }
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

/** Runs of two kinds by turns; the least CPU time in seconds and peak memory in bytes of each. */
function compare(kinds) {
  const best = kinds.map(() => ({ seconds: Infinity, bytes: Infinity }))
  for (let run = 0; run < runs; run++) {
    for (const [n, { words, off }] of kinds.entries()) {
      const env = place.environment(off)
      const { stdout } = spawnSync(RUBY, words, { env, encoding: 'utf8' })
      const [seconds = NaN, kilobytes = NaN] = stdout.split(' ').map(Number)
      best[n].seconds = Math.min(best[n].seconds, seconds)
      best[n].bytes = Math.min(best[n].bytes, kilobytes * 1024)
    }
  }
  return best
}

function idle() {
  const words = ['-r', AGENT, place.write('loop.rb', LOOP)]
  const [off, on] = compare([{ words, off: true }, { words }])
  const change = ((on.seconds / off.seconds - 1) * 100).toFixed(1)
  console.log(
    `a loop of 6 M allocations, CPU: ${off.seconds.toFixed(3)} s without the agent, ` +
      `${on.seconds.toFixed(3)} s with it (${change} %), best of ${runs}; ` +
      `${megabytes(off.bytes)} and ${megabytes(on.bytes)}`,
  )
}

async function asleep() {
  for (const off of [true, false]) {
    const words = ['-r', AGENT, place.write('sleeper.rb', SLEEPER)]
    const child = await start(words, { env: place.environment(off) })
    await sleep(500)
    const before = usage(child.pid)
    await sleep(5000)
    const after = usage(child.pid)
    console.log(
      `asleep for 5 s ${off ? 'without' : 'with'} the agent: ${after.switches - before.switches} ` +
        `context switches, ${after.ticks - before.ticks} ticks of CPU, ${before.threads} threads, ` +
        `${megabytes(before.rss)} resident`,
    )
    child.kill()
  }
}

function tracing() {
  for (const [title, text] of TRACED) {
    const file = place.write('traced.rb', timed(text))
    const trace = place.write('trace.rb', 'ObjectSpace.trace_object_allocations_start')
    const both = ['-robjspace', '-r', AGENT]
    const [off, on] = compare([{ words: [...both, file] }, { words: [...both, '-r', trace, file] }])
    console.log(
      `${title}: ${off.seconds.toFixed(3)} s CPU, ${megabytes(off.bytes)} without tracing; ` +
        `${on.seconds.toFixed(3)} s, ${megabytes(on.bytes)} with it, best of ${runs}`,
    )
  }
}

async function capturing() {
  for (const [title, options, trace] of [
    ['to a file', `path=${place.folder}/a.json overwrite=1`],
    ['to a file, gzip', `path=${place.folder}/a.json.gz overwrite=1`],
    ['the same, traced', `path=${place.folder}/a.json.gz overwrite=1`, true],
    ['without facts of the heap', `path=${place.folder}/b.json overwrite=1 heap=0`],
    ['in place', `path=${place.folder}/c.json overwrite=1 heap=0 fork=0`],
  ]) {
    for (let run = 0; run < runs; run++) {
      const env = { ...place.environment(), ...(trace ? { TRACE: '1' } : {}) }
      const words = ['-robjspace', '-r', AGENT, place.write('app.rb', LOADED)]
      const child = await start(words, { env })
      const memory = sampleMemory(child.pid)
      const began = performance.now()
      const result = await ask(place.socket(child.pid), `loupe/1 dump ${options}`)
      const took = performance.now() - began
      const peak = memory.stop()
      if (result.type !== 'result') {
        // One thread runs beside the main one, and Ruby 3.0 to 3.3 refuse that.
        console.log(`${title}: ${result.code}`)
        child.kill()
        break
      }
      const stall = (await ask(place.socket(child.pid), 'loupe/1 status')).requests / 1000
      child.kill()
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

const wanted = new Set(values.only.split(','))
try {
  console.log(spawnSync(RUBY, ['-v'], { encoding: 'utf8' }).stdout.trim())
  console.log(`load of the machine before: ${loadavg()[0].toFixed(1)}`)
  if (wanted.has('idle')) {
    idle()
    await asleep()
  }
  if (wanted.has('tracing')) tracing()
  if (wanted.has('capturing')) await capturing()
  if (wanted.has('load')) await underLoad(place, { objects: objects * 2, runs })
  console.log(`load of the machine after: ${loadavg()[0].toFixed(1)}`)
} finally {
  place.close()
}
