// A million objects under load: requests are answered while the dump is taken, and the stalls are
// the ones that the agent reports.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { open, start } from './agent-process.ts'

const PROGRAM = `
  class Node; def initialize(i); @i = i; @text = "node #{i}"; end; end
  $kept = Array.new(500_000) { |i| Node.new(i) }
  stalls = []
  busy = Thread.new do
    last = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    loop do
      sleep 0.001
      Array.new(20) { |i| i.to_s }
      now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      stalls << now - last
      last = now
    end
  end
  LoupeAgent.requests = -> { stalls.size }
  puts 'ready'
  sleep 0.02 until File.exist?('done')
  puts "longest #{(stalls.max * 1000).round(1)} ms"
  sleep
`

test('a million objects under load', { timeout: 120_000 }, async () => {
  const target = await start(PROGRAM)
  const steps = async () => (await target.ask('loupe/1 status')).last?.requests as number
  const before = await steps()
  const { last } = await target.ask(`loupe/1 dump path=${target.folder}/a.json.gz`)
  const during = (await steps()) - before
  expect(last?.type).toBe('result')
  writeFileSync(`${target.folder}/done`, '')
  await target.says(' ms\n')
  const longest = Number(/longest (.*) ms/.exec(target.output())?.[1])
  const pause = last?.pause as { gc_ms: number[]; fork_ms: number; longest_ms: number }
  const childMs = last?.child_ms as number
  console.log(
    `pauses: GC ${pause.gc_ms.join(', ')} ms, fork ${pause.fork_ms} ms; longest stall seen by ` +
      `another thread ${longest} ms, over ${Math.round(childMs)} ms of dumping; ${during} steps`,
  )
  // It ran on while the children worked. Another process may take the cores for a while.
  expect(longest).toBeLessThan(childMs / 2)
  expect(during).toBeGreaterThan(childMs / 50)
  const { questions } = open(readFileSync(`${target.folder}/a.json.gz`))
  const { groups } = questions.top({ by: 'class', limit: 10 })
  expect(groups.find(({ name }) => name === 'Node')?.count).toBe(500_000)
})
