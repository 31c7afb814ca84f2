// The agent brought into real processes by the real gdb, and everything that may be in its way.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectAgent } from '../../src/capture/agent-client.ts'
import { injectAgent } from '../../src/capture/gdb.ts'
import { injectionPlan } from '../../src/capture/injection-plan.ts'
import { statusOf } from '../../src/capture/process-files.ts'
import { AGENT, afterThisTest, sleep, temporaryFolder } from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'
import { isRunning, leftovers, startPlain, whyNoGdb } from './plain-process.ts'

const reason = whyNoGdb()
if (reason !== undefined) console.warn(`gdb is not tried: ${reason}`)

// Of this file alone: others run at the same time.
let temporary = ''
beforeEach(() => {
  temporary = temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
})
afterEach(() => vi.unstubAllEnvs())

/** It answers, it is let go, it still does what it did. */
async function isWell(target: Target, socket: string): Promise<void> {
  const client = await connectAgent(socket)
  afterThisTest(() => client.close())
  expect(client.hello.pid).toBe(target.pid)
  const result = await client.request('dump', { path: join(target.folder, 'a.json'), gc: 1 })
  const lines = readFileSync(join(target.folder, 'a.json'), 'utf8').split('\n').length - 1
  expect(lines).toBe(result['lines'])
  expect(lines).toBeGreaterThan(1000)
  expect(statusOf(target.pid)).toMatchObject({ tracer: 0 })
  expect(statusOf(target.pid)?.state).not.toMatch(/[tTZ]/)
}

describe.skipIf(reason !== undefined)('a living process gets the agent by gdb', () => {
  test.each([
    ['that waits for nothing', 'puts "ready"; sleep'],
    [
      'whose main thread sleeps, and another ran last',
      'Thread.new { sleep 0.3; sleep }; puts "ready"; sleep',
    ],
    ['that waits for a thread', 't = Thread.new { sleep }; puts "ready"; t.join'],
    ['that waits in a queue', 'puts "ready"; q = Queue.new; Thread.new { sleep }; q.pop'],
    ['that waits for input', 'r, w = IO.pipe; puts "ready"; r.read'],
    ['that waits for a child', 'puts "ready"; system("sleep 300")'],
    ['that computes', 'puts "ready"; i = 0; i += 1 while true'],
    ['that allocates', 'puts "ready"; loop { Array.new(100) { "a" * 40 } }'],
    [
      'that collects all the time',
      'puts "ready"; a = Array.new(200_000) { "x" }; loop { GC.start }',
    ],
    [
      'with many threads',
      '40.times { Thread.new { loop { sleep 0.001; "a" * 100 } } }; puts "ready"; sleep',
    ],
    [
      'with a handler for SIGCHLD',
      'trap(:CHLD) { $n = 1 }; Thread.new { sleep 0.2; sleep }; puts "ready"; sleep',
    ],
  ])(
    '%s',
    async (_, program) => {
      const target = await startPlain(program)
      await sleep(500)
      const { path, runs } = await injectAgent(target.pid)
      expect(runs.length).toBeLessThanOrEqual(2)
      await isWell(target, path)
    },
    60_000,
  )

  test('time and again, at any moment of a busy process', async () => {
    const target = await startPlain(
      'puts "ready"; Thread.new { loop { GC.start; sleep 0.001 } }\n' +
        'loop { Array.new(1000) { |i| { i => "a" * (i % 90) } }; $stdout.write(".") }',
    )
    for (let i = 0; i < 15; i++) {
      const { path } = await injectAgent(target.pid)
      await sleep((i * 37) % 90)
      const before = target.output().length
      const client = await connectAgent(path)
      client.close()
      await sleep(150)
      expect(target.output().length).toBeGreaterThan(before)
    }
    expect(leftovers('loupe-gdb-', temporary)).toEqual([])
  }, 120_000)

  test('stands still for less than a second', async () => {
    const target = await startPlain(
      'puts "ready"; longest = 0; last = Process.clock_gettime(1); trap(:USR1) { puts "longest #{longest}" }\n' +
        'loop { now = Process.clock_gettime(1); longest = now - last if now - last > longest; last = now }',
    )
    await injectAgent(target.pid)
    process.kill(target.pid, 'SIGUSR1')
    await target.says('longest ')
    const [, seconds] = /longest (\S+)/.exec(target.output()) ?? []
    console.info(`stood still for ${(Number(seconds) * 1000).toFixed(0)} ms`)
    expect(Number(seconds)).toBeGreaterThan(0)
    expect(Number(seconds)).toBeLessThan(1)
  }, 60_000)

  test('one whose socket was removed gets it again', async () => {
    const target = await startPlain(
      `load ${JSON.stringify(AGENT)}; File.unlink(LoupeAgent.socket_path); puts "ready"; sleep`,
    )
    const { path } = await injectAgent(target.pid)
    await isWell(target, path)
  }, 60_000)

  test('C code that lets nobody run: told, and the agent comes later', async () => {
    const target = await startPlain(
      'puts "ready"; /#{"a?" * 28}#{"a" * 28}/.match("a" * 28); puts "done"; sleep',
    )
    await expect(injectAgent(target.pid, { patience: 600 })).rejects.toThrow(
      /did not answer.*runs on/s,
    )
    process.kill(target.pid, 0)
    await target.says('done')
    await sleep(1000)
    expect(existsSync(join(target.sockets, `${target.pid}.sock`))).toBe(true)
  }, 60_000)
})

describe('what is in the way is said, and the process is left alone', () => {
  test('it is no Ruby', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    afterThisTest(() => child.kill('SIGKILL'))
    await sleep(100)
    await expect(injectAgent(child.pid ?? 0)).rejects.toThrow(/not a Ruby/)
  })

  test('it has gone, or has ended', async () => {
    await expect(injectAgent(2 ** 22 - 1)).rejects.toThrow(/There is no process/)
  })

  test('it is stopped', async () => {
    const target = await startPlain('puts "ready"; sleep')
    process.kill(target.pid, 'SIGSTOP')
    await sleep(100)
    await expect(injectAgent(target.pid)).rejects.toThrow(/is stopped/)
    process.kill(target.pid, 'SIGCONT')
  })

  test('there is no gdb', async () => {
    const target = await startPlain('puts "ready"; sleep')
    await expect(injectAgent(target.pid, { gdb: 'no-gdb-here' })).rejects.toMatchObject({
      message: `--inject needs gdb, and there is no no-gdb-here here; process ${target.pid} was not touched.`,
      code: 'no-agent',
    })
    expect(leftovers('loupe-gdb-', temporary)).toEqual([])
  })

  test.runIf(process.getuid?.() === 0)('it is another user’s', async () => {
    const target = await startPlain('puts "ready"; sleep')
    process.seteuid?.(65534)
    try {
      expect(() => injectionPlan(target.pid)).toThrow(/belongs to another user/)
    } finally {
      process.seteuid?.(0)
    }
  })

  test.skipIf(reason !== undefined)('somebody debugs it already', async () => {
    const target = await startPlain('puts "ready"; sleep')
    const other = spawn('gdb', ['-nx', '-p', String(target.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    afterThisTest(() => other.kill('SIGKILL'))
    while (statusOf(target.pid)?.tracer !== other.pid) await sleep(20)
    await expect(injectAgent(target.pid)).rejects.toThrow(/being traced already/)
  })

  test.each([
    ['hangs', 'exec sleep 60', /did not come to an end in time.*runs on/s],
    ['may not attach', 'echo "ptrace: Operation not permitted."', /may not attach.*runs on/s],
    ['says nothing', 'exit 1', /said nothing.*runs on/s],
    ['finds no room for a job', 'echo loupe page 7f00; echo loupe registered 0', /no further job/],
  ])('gdb %s', async (_, script, message) => {
    const target = await startPlain('puts "ready"; sleep')
    const gdb = join(temporaryFolder(), 'gdb')
    writeFileSync(gdb, `#!/bin/sh\n${script}\n`)
    chmodSync(gdb, 0o755)
    await expect(injectAgent(target.pid, { gdb, limit: 500 })).rejects.toThrow(message)
    expect(isRunning(target.pid)).toBe(true)
    expect(leftovers('loupe-gdb-', temporary)).toEqual([])
  })

  test.skipIf(reason !== undefined)(
    'gdb hangs while it holds the process, and is killed',
    async () => {
      const target = await startPlain('puts "ready"; loop { sleep 0.05; $stdout.write(".") }')
      const gdb = join(temporaryFolder(), 'gdb')
      const commands = `-ex "attach ${target.pid}" -ex "shell touch ${target.folder}/held" -ex "shell sleep 60"`
      writeFileSync(gdb, `#!/bin/sh\nexec gdb -nx -batch ${commands}\n`)
      chmodSync(gdb, 0o755)
      const injected = injectAgent(target.pid, { gdb, limit: 1500 })
      await expect(injected).rejects.toThrow(/did not come to an end in time.*runs on/s)
      expect(existsSync(join(target.folder, 'held'))).toBe(true)
      const before = target.output().length
      await sleep(500)
      expect(target.output().length).toBeGreaterThan(before)
      expect(statusOf(target.pid)?.tracer).toBe(0)
      // The second time it works.
      await isWell(target, (await injectAgent(target.pid)).path)
    },
    60_000,
  )

  test.skipIf(reason !== undefined)('it ends while gdb works', async () => {
    const target = await startPlain('puts "ready"; sleep')
    const gdb = join(temporaryFolder(), 'gdb')
    writeFileSync(gdb, `#!/bin/sh\nkill -9 ${target.pid}\nexec gdb "$@"\n`)
    chmodSync(gdb, 0o755)
    await expect(injectAgent(target.pid, { gdb })).rejects.toThrow(/has ended/)
  })
})
