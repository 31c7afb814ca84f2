// A server with many objects under load, for bench/agent.mjs: Puma with three threads, three clients that
// ask one request after the other over connections that stay open. How long requests take without the
// agent, with it, traced, and while a dump is taken.

import { Agent, get } from 'node:http'
import { APP_VERSIONS, GEMS, whyNoGems } from '../../scripts/gems.mjs'
import { AGENT, ask, megabytes, sampleMemory, sleep, start, usage } from './agent-process.mjs'

const CLIENTS = 3
const SECONDS = 3

const app = (objects) => `
  class Node; def initialize(n); @n = n; @text = "node #{n}"; end; end
  $kept = Array.new(${Math.round(objects / 2)}) { |n| Node.new(n) }
  ObjectSpace.trace_object_allocations_start if ENV['TRACE']
  # A millisecond or so of allocating, as a small page.
  run ->(env) { [200, {}, [Array.new(2_000) { |n| "line #{n}" }.join.size.to_s]] }
`

/** The longest of these, the median, and the one that 99 of 100 do not pass. */
function spread(times) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN
  return { median: at(0.5), most: at(0.99), longest: at(1) }
}

function visit(port, agent) {
  return new Promise((done, fail) => {
    const began = performance.now()
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.on('data', () => {})
      response.on('end', () => {
        if (response.statusCode === 200) done([began, performance.now()])
        else fail(new Error(`status ${response.statusCode}`))
      })
    }).on('error', fail)
  })
}

/** Asks until `over` settles. Milliseconds of each answered request, and the longest time without any. */
async function load(port, over) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  let end = false
  const began = performance.now()
  const visits = []
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (!end) visits.push(await visit(port, agent))
  })
  const result = await over.finally(() => (end = true))
  const seconds = (performance.now() - began) / 1000
  await Promise.all(clients)
  agent.destroy()
  const ends = visits.map(([, to]) => to).toSorted((a, b) => a - b)
  const gaps = ends.map((to, n) => to - (ends[n - 1] ?? began))
  return {
    result,
    seconds,
    count: visits.length,
    gap: Math.max(...gaps),
    ...spread(visits.map(([from, to]) => to - from)),
  }
}

function told({ count, seconds, median, most, longest, gap }) {
  return (
    `${Math.round(count / seconds)} requests/s, ${median.toFixed(1)} ms (median), ` +
    `${most.toFixed(0)} ms (99 %), ${longest.toFixed(0)} ms (longest); none answered for ` +
    `${gap.toFixed(0)} ms`
  )
}

export async function underLoad(place, { objects, runs }) {
  const missing = whyNoGems(['rack', 'puma', 'nio4r'], APP_VERSIONS)
  if (missing !== undefined) {
    console.log(`under load: left out, ${missing}`)
    return
  }
  place.write('config.ru', app(objects))
  place.write('puma.rb', "threads 3, 3\nbind 'tcp://127.0.0.1:0'")
  const [puma, rest] = [`${GEMS}/bin/puma`, ['-C', 'puma.rb']]
  console.log(`Puma with ${objects.toLocaleString('en')} objects more, ${CLIENTS} clients:`)
  for (let run = 0; run < runs; run++) {
    for (const how of ['without the agent', 'with it', 'traced']) {
      const server = await start(['-r', AGENT, puma, ...rest], {
        cwd: place.folder,
        env: {
          ...place.environment(how === 'without the agent'),
          GEM_HOME: GEMS,
          GEM_PATH: GEMS,
          RUBYOPT: '-robjspace',
          ...(how === 'traced' ? { TRACE: '1' } : {}),
        },
        ready: /Use Ctrl-C/,
      })
      const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(server.printed())?.[1])
      await load(port, sleep(1000)) // to warm up
      const calm = await load(port, sleep(SECONDS * 1000))
      console.log(`  ${how}: ${told(calm)}; ${megabytes(usage(server.pid).rss)} resident`)
      if (how !== 'without the agent') await capture(place, server.pid, port)
      server.kill()
    }
  }
}

async function capture(place, pid, port) {
  const memory = sampleMemory(pid)
  const request = `loupe/1 dump path=${place.folder}/load.json.gz overwrite=1`
  const busy = await load(port, ask(place.socket(pid), request))
  const peak = memory.stop()
  const { result } = busy
  if (result.type !== 'result') throw new Error(JSON.stringify(result))
  const { gc_ms: collections, fork_ms: fork } = result.pause
  console.log(
    `    while a dump of ${result.lines.toLocaleString('en')} lines is taken, ` +
      `${busy.seconds.toFixed(1)} s: ${told(busy)}; ${busy.count} answered; GC ` +
      `${collections.map((each) => each.toFixed(0)).join(' + ')} ms, fork ${fork.toFixed(1)} ms; ` +
      `peak ${megabytes(peak.resident)} resident, children private ${megabytes(peak.children)}`,
  )
}
