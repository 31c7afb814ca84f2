// `loupe ps` against what /proc and the processes themselves say.
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProcessList, RubyProcess } from '../../src/workbench/capture-results.ts'
import { AGENT, afterThisTest, start, until } from '../agent/agent-process.ts'
import { place, run } from './running.ts'
import type { Place } from './running.ts'

async function list(where: Place): Promise<ReadonlyMap<number, RubyProcess>> {
  const { stdout, status } = await run(where, ['ps', '--json']).finished
  expect(status).toBe(0)
  const { kind, processes } = JSON.parse(Buffer.from(stdout).toString()) as ProcessList
  expect(kind).toBe('processes')
  expect(processes.map(({ rss }) => rss)).toEqual(
    processes.map(({ rss }) => rss).toSorted((a, b) => b! - a!),
  )
  return new Map(processes.map((each) => [each.pid, each]))
}

/** A program without the agent. */
async function bare(where: Place, before: readonly string[] = []): Promise<number> {
  where.write('bare.rb', `$0 = 'another title'; $stdout.sync = true; puts Process.pid; sleep`)
  const [program, ...args] = [...before, 'ruby', `${where.folder}/bare.rb`]
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until(() => said.includes('\n'), 'its pid')
  const pid = Number(said)
  afterThisTest(() => process.kill(pid, 'SIGKILL'))
  return pid
}

test('with the agent and without, with figures of the system', async () => {
  const where = place()
  const target = await start(`$kept = 'x' * 20_000_000; puts 'ready'; sleep`, {
    env: { LOUPE_AGENT_DIR: where.sockets },
  })
  const pid = await bare(where)
  const found = await list(where)
  const { last } = await target.ask('loupe/1 status')
  const { ruby_version: version, uptime_s: uptime } = last as unknown as {
    ruby_version: string
    uptime_s: number
  }
  const withAgent = found.get(target.pid)
  expect(withAgent).toMatchObject({
    own: true,
    agent: true,
    rbtrace: false,
    ruby: version,
    command: expect.stringMatching(/^ruby -r .*loupe_agent\.rb app\.rb$/),
  })
  expect(withAgent!.uptime).toBeGreaterThan(0)
  expect(withAgent!.uptime).toBeLessThanOrEqual(uptime)
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(
    readFileSync(`/proc/${target.pid}/status`, 'utf8'),
  )!
  expect(Math.abs(withAgent!.rss! - Number(kilobytes) * 1024)).toBeLessThan(2e6)
  expect(found.get(pid)).toMatchObject({
    own: true,
    agent: false,
    rbtrace: false,
    command: 'another title',
    ruby: expect.stringMatching(/^3\.\d/),
  })
  expect(found.has(process.pid)).toBe(false)
})

test('the screen', async () => {
  const where = place()
  const target = await start(`puts 'ready'; sleep`, { env: { LOUPE_AGENT_DIR: where.sockets } })
  const { stdout, stderr, status } = await run(where, ['ps', '--width', '120']).finished
  expect([status, stderr]).toEqual([0, ''])
  const text = Buffer.from(stdout).toString()
  expect(text).toMatch(/^\d+ Ruby process(es)?\./)
  expect(text).toMatch(
    new RegExp(`^ +${target.pid} +\\d\\.\\d\\.\\d +[\\d.]+ MB +[\\d.]+ m?s +agent `, 'm'),
  )
  expect(text).toMatch(/\n {2}loupe capture --pid \d+ {2}a dump of it\n$/)
})

test('what runs under `loupe capture` is found', async () => {
  const where = place()
  where.write('app.rb', `$stdout.sync = true; puts 'ready'; sleep`)
  const running = run(where, ['capture', '--', 'ruby', 'app.rb'])
  await running.says('ready')
  const found = [...(await list(where)).values()].filter(({ command }) => command === 'ruby app.rb')
  expect(found.filter(({ agent }) => agent)).toHaveLength(1)
  const pid = found.find(({ agent }) => agent)!.pid
  expect((await run(where, ['capture', '--pid', String(pid), '-o', 'a']).finished).status).toBe(0)
  running.signal('SIGTERM')
  expect((await running.finished).status).toBe(143)
})

test.runIf(process.getuid?.() === 0)('another user’s is marked; root can capture it', async () => {
  const where = place()
  chmodSync(where.folder, 0o755)
  const pid = await bare(where, ['setpriv', '--reuid=65534', '--clear-groups'])
  expect((await list(where)).get(pid)).toMatchObject({ own: false, agent: false, user: 'nobody' })
  const { stdout } = await run(where, ['ps']).finished
  expect(Buffer.from(stdout).toString()).toContain('another user')
  const agent = join(where.folder, 'loupe_agent.rb')
  copyFileSync(AGENT, agent)
  const sockets = mkdtempSync('/tmp/loupe-test-')
  chownSync(sockets, 65534, 0)
  afterThisTest(() => rmSync(sockets, { recursive: true, force: true }))
  const other = await bare(where, [
    'setpriv',
    '--reuid=65534',
    '--clear-groups',
    'env',
    `LOUPE_AGENT_DIR=${sockets}`,
    `RUBYOPT=-r${agent}`,
  ])
  expect((await list(where)).get(other)).toMatchObject({ own: false, agent: true })
  const args = ['capture', '--pid', String(other), '-o', 'a.json']
  expect((await run(where, args).finished).status).toBe(0)
  expect(statSync(join(where.folder, 'a.json')).uid).toBe(0)
})

test.runIf(process.getuid?.() === 0)('who is not root has no way into another user’s', async () => {
  const where = place()
  const target = await start(`puts 'ready'; sleep`, { env: { LOUPE_AGENT_DIR: where.sockets } })
  const mine = place()
  chownSync(mine.folder, 65534, 0)
  chownSync(mine.sockets, 65534, 0)
  const shell = 'exec setpriv --reuid=65534 --clear-groups "$@"'
  const processes = await run(mine, ['ps', '--json'], { shell }).finished
  const found = JSON.parse(Buffer.from(processes.stdout).toString()) as ProcessList
  expect(found.processes.find(({ pid }) => pid === target.pid)).toMatchObject({
    own: false,
    agent: false,
  })
  for (const LOUPE_AGENT_DIR of [mine.sockets, where.sockets]) {
    const args = ['capture', '--pid', String(target.pid)]
    const { status, stderr } = await run(mine, args, { shell, env: { LOUPE_AGENT_DIR } }).finished
    expect([status, stderr]).toEqual([2, expect.stringContaining('belongs to another user')])
  }
  expect(target.alive()).toBe(true)
})
