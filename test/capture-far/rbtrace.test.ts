// The agent brought by the real rbtrace gem into real processes that have it loaded.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GEMS, whyNoGems } from '../../scripts/gems.mjs'
import { connectAgent } from '../../src/capture/agent-client.ts'
import { loadByRbtrace, rbtraceOf } from '../../src/capture/rbtrace.ts'
import { afterThisTest, sleep, temporaryFolder } from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'
import { rubiesAreRequired } from '../rubies.ts'
import { isRunning, startPlain } from './plain-process.ts'

const missing = whyNoGems(['optimist', 'msgpack', 'ffi', 'rbtrace'])
if (missing !== undefined) console.warn(`rbtrace is not tried: ${missing}`)

const env = { GEM_PATH: `${GEMS}:` }

function startTraced(program: string): Promise<Target> {
  return startPlain(`require "rbtrace"\n${program}`, { env })
}

async function load(pid: number, options = {}): Promise<string> {
  const gem = rbtraceOf(pid)
  if (gem === undefined) throw new Error('rbtrace is not seen')
  return loadByRbtrace(pid, gem, options)
}

test.runIf(rubiesAreRequired())('the gem is there where it must be', () => {
  expect(missing).toBeUndefined()
})

describe.skipIf(missing !== undefined)('a process that has rbtrace loaded', () => {
  test('is seen to have it', async () => {
    const target = await startTraced('puts "ready"; sleep')
    expect(rbtraceOf(target.pid)).toMatchObject({ version: '0.5.4', homes: [GEMS] })
    const other = await startPlain('puts "ready"; sleep')
    expect(rbtraceOf(other.pid)).toBeUndefined()
  })

  test.each([
    ['sleeps for good, and goes on sleeping', 'puts "ready"; sleep; puts "woken"'],
    ['computes', 'puts "ready"; i = 0; i += 1 while true'],
    ['allocates', 'puts "ready"; loop { Array.new(100) { "a" * 40 } }'],
    [
      'has threads',
      '8.times { Thread.new { loop { sleep 0.01 } } }; puts "ready"; sleep; puts "woken"',
    ],
  ])(
    'and %s',
    async (_, program) => {
      const target = await startTraced(program)
      const path = await load(target.pid)
      const client = await connectAgent(path)
      afterThisTest(() => client.close())
      expect(client.hello.pid).toBe(target.pid)
      const result = await client.request('dump', { path: join(target.folder, 'a.json'), gc: 1 })
      const text = readFileSync(join(target.folder, 'a.json'), 'utf8')
      expect(text.split('\n').length - 1).toBe(result['lines'])
      await sleep(300)
      expect(isRunning(target.pid)).toBe(true)
      expect(target.output()).toBe('ready\n')
      expect(existsSync(`/tmp/rbtrace-${target.pid}.sock`)).toBe(false)
    },
    60_000,
  )

  test('and has it from a checkout that RubyGems does not know', async () => {
    const home = temporaryFolder()
    const checkout = join(home, 'bundler/gems/rbtrace-0a1b2c3d4e5f')
    cpSync(join(GEMS, 'gems/rbtrace-0.5.4'), checkout, { recursive: true })
    const target = await startPlain(
      `$:.unshift ${JSON.stringify(`${checkout}/lib`)}; require "rbtrace"; puts "ready"; sleep`,
    )
    const found = rbtraceOf(target.pid)
    expect(found).toEqual({ version: undefined, homes: [home], library: `${checkout}/lib` })
    // msgpack and ffi are where RubyGems finds them.
    const gem = { version: undefined, homes: [GEMS], library: `${checkout}/lib` }
    const client = await connectAgent(await loadByRbtrace(target.pid, gem))
    expect(client.hello.pid).toBe(target.pid)
    client.close()
  }, 60_000)

  test('nothing of the system is changed', async () => {
    const limit = readFileSync('/proc/sys/kernel/msgmnb', 'utf8')
    const target = await startTraced('puts "ready"; sleep')
    await load(target.pid)
    expect(readFileSync('/proc/sys/kernel/msgmnb', 'utf8')).toBe(limit)
  }, 60_000)

  test('and was asked before is asked again, and its socket comes back', async () => {
    const target = await startTraced('puts "ready"; loop { sleep 0.1 }')
    await load(target.pid)
    const path = await load(target.pid)
    expect((await connectAgent(path)).hello.pid).toBe(target.pid)
  }, 60_000)

  test('and is stopped, is told from one that hangs', async () => {
    const target = await startTraced('puts "ready"; sleep')
    process.kill(target.pid, 'SIGSTOP')
    await sleep(100)
    await expect(load(target.pid)).rejects.toThrow(/is stopped/)
    process.kill(target.pid, 'SIGCONT')
  })

  test('and is in C code that takes no message', async () => {
    const target = await startTraced(
      'puts "ready"; /#{"a?" * 29}#{"a" * 29}/.match("a" * 29); puts "done"; sleep',
    )
    await expect(load(target.pid, { limit: 2500 })).rejects.toThrow(/rbtrace/)
    await target.says('done')
    expect(isRunning(target.pid)).toBe(true)
    expect(existsSync(`/tmp/rbtrace-${target.pid}.sock`)).toBe(false)
  }, 60_000)

  test('and is traced by somebody else', async () => {
    const target = await startTraced('puts "ready"; sleep')
    const socket = `/tmp/rbtrace-${target.pid}.sock`
    writeFileSync(socket, '')
    afterThisTest(() => rmSync(socket, { force: true }))
    await expect(load(target.pid)).rejects.toThrow(/Somebody else traces/)
    rmSync(socket)
    await load(target.pid)
  }, 60_000)

  test('and the gem cannot be found from here, or its Ruby', async () => {
    const target = await startTraced('puts "ready"; sleep')
    const nowhere = { version: undefined, homes: ['/nowhere'] }
    await expect(loadByRbtrace(target.pid, nowhere)).rejects.toThrow(
      /cannot be run here: .*rbtrace/,
    )
    await expect(load(target.pid, { ruby: 'no-ruby' })).rejects.toThrow(/cannot be run here/)
    expect(isRunning(target.pid)).toBe(true)
  }, 60_000)

  test('and wants no agent', async () => {
    const target = await startPlain('require "rbtrace"\nputs "ready"; sleep', {
      env: { ...env, LOUPE_AGENT: 'off' },
    })
    await expect(load(target.pid, { patience: 500 })).rejects.toThrow(/does not answer/)
    expect(isRunning(target.pid)).toBe(true)
  }, 60_000)

  test.runIf(process.getuid?.() === 0)(
    'and is another user’s: its gems are not run',
    async () => {
      const target = await startPlain('require "rbtrace"; puts "ready"; sleep', {
        env,
        before: ['setpriv', '--reuid=65534', '--clear-groups'],
      })
      await expect(load(target.pid, { ruby: '/no/such/ruby' })).rejects.toThrow(/another user/)
      expect(isRunning(target.pid)).toBe(true)
    },
    60_000,
  )

  test('and ends meanwhile', async () => {
    const target = await startTraced('puts "ready"; sleep 0.3; exit!')
    const gem = rbtraceOf(target.pid)
    await target.ended()
    await expect(
      loadByRbtrace(target.pid, gem ?? { version: undefined, homes: [GEMS] }),
    ).rejects.toThrow(/invalid pid/)
  }, 60_000)
})
