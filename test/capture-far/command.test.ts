// `loupe capture` as built, on processes without an agent and through commands that lead elsewhere.
import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { GEMS, whyNoGems } from '../../scripts/gems.mjs'
import {
  afterThisTest,
  descendants,
  start,
  temporaryFolder,
  until,
} from '../agent/agent-process.ts'
import { isRunning, startPlain, whyNoGdb } from './plain-process.ts'

const LOUPE = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))
const PROGRAM = '$keep = Array.new(20_000) { |i| "text #{i}" * 3 }; puts "ready"; sleep'
const noGdb = whyNoGdb()
const noRbtrace = whyNoGems(['optimist', 'msgpack', 'ffi', 'rbtrace'])

interface Ran {
  readonly status: number | string | null
  readonly stdout: string
  readonly stderr: string
}

interface Run {
  readonly pid: number
  readonly done: Promise<Ran>
}

function loupe(folder: string, ...args: string[]): Run {
  const child = spawn(process.execPath, [LOUPE, 'capture', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
  })
  afterThisTest(() => child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  const done = new Promise<Ran>((end) =>
    child.on('close', (code, signal) => end({ status: code ?? signal, stdout, stderr })),
  )
  return { pid: child.pid ?? 0, done }
}

function isWhole(folder: string, name: string): void {
  const text = gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString('latin1')
  const capture = JSON.parse(readFileSync(join(folder, `${name}.capture.json`), 'utf8'))
  expect(text.split('\n').length - 1).toBe(capture.dump.lines)
  expect(text.match(/"value":"text \d+text/g)?.length).toBeGreaterThanOrEqual(20_000)
}

describe.skipIf(noGdb !== undefined)('--inject', () => {
  test('takes a dump of a process that knows nothing of it', async () => {
    const target = await startPlain(PROGRAM)
    const folder = temporaryFolder()
    const { status, stdout, stderr } = await loupe(
      folder,
      '--pid',
      String(target.pid),
      '--inject',
      '--yes',
    ).done
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`heap-${target.pid}.json.gz`)
    isWhole(folder, `heap-${target.pid}`)
    expect(isRunning(target.pid)).toBe(true)
  }, 60_000)

  test('asks first, and where nobody sits says how to agree', async () => {
    const target = await startPlain(PROGRAM)
    const folder = temporaryFolder()
    const { status, stderr } = await loupe(folder, '--pid', String(target.pid), '--inject').done
    expect(status).toBe(2)
    expect(stderr).toMatch(/it may crash.*--yes/s)
    expect(readdirSync(target.folder)).toEqual(['app.rb'])
    expect(readdirSync(folder)).toEqual([])
  }, 60_000)
})

test('without it the ways that were tried are told, and what it would risk', async () => {
  const target = await startPlain(PROGRAM)
  const { status, stderr } = await loupe(temporaryFolder(), '--pid', String(target.pid)).done
  expect(status).toBe(2)
  expect(stderr).toMatch(/it has no agent; rbtrace is not loaded there; gdb was not allowed/)
  expect(stderr).toMatch(/--inject.*may crash/s)
}, 60_000)

test.skipIf(noRbtrace !== undefined)(
  'a process that has rbtrace needs no permission',
  async () => {
    const target = await startPlain(`require "rbtrace"\n${PROGRAM}`, {
      env: { GEM_PATH: `${GEMS}:` },
    })
    const folder = temporaryFolder()
    const { status, stderr } = await loupe(folder, '--pid', String(target.pid)).done
    expect([status, stderr]).toEqual([0, ''])
    isWhole(folder, `heap-${target.pid}`)
  },
  60_000,
)

describe('--exec', () => {
  const through = (folder: string, script: string): string => {
    writeFileSync(join(folder, 'through'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'through'), 0o755)
    return `'${join(folder, 'through')}' "a host"`
  }

  test('takes a dump from elsewhere, to a file or to standard output', async () => {
    const target = await start(PROGRAM)
    const folder = temporaryFolder()
    const far = temporaryFolder()
    const exec = through(
      far,
      `shift; exec env -i PATH="$PATH" LOUPE_AGENT_DIR=${target.sockets} "$@"`,
    )
    const { status, stdout, stderr } = await loupe(folder, '--exec', exec).done
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`heap-${target.pid}.json.gz`)
    isWhole(folder, `heap-${target.pid}`)
    const piped = await loupe(folder, '--exec', exec, '--no-gzip', '-o', '-').done
    expect(piped.status).toBe(0)
    expect(piped.stdout).toMatch(/^\{"type":"ROOT"/)
    expect(piped.stdout.endsWith('}\n')).toBe(true)
    const json = await loupe(folder, '--exec', exec, '--json', '-o', 'b').done
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'capture',
      dumps: [{ pid: target.pid, path: 'b.json.gz' }],
    })
  }, 60_000)

  test('a pipe that breaks leaves nothing and is told', async () => {
    const target = await start(PROGRAM)
    const folder = temporaryFolder()
    const exec = through(
      temporaryFolder(),
      `shift; env -i PATH="$PATH" LOUPE_AGENT_DIR=${target.sockets} "$@" | head -c 99999`,
    )
    const { status, stderr } = await loupe(folder, '--exec', exec).done
    expect(status).toBe(2)
    expect(stderr).toMatch(/before all had come through/)
    expect(readdirSync(folder)).toEqual([])
    expect(target.alive()).toBe(true)
  }, 60_000)

  test('Ctrl-C ends both ends and leaves the process alone', async () => {
    const target = await start(PROGRAM)
    const folder = temporaryFolder()
    const far = temporaryFolder()
    const slow = `ruby -e '$stdout.sync = true; while (s = $stdin.readpartial(30_000) rescue nil); $stdout.write(s); sleep 0.2; end'`
    const exec = through(
      far,
      `shift; env -i PATH="$PATH" LOUPE_AGENT_DIR=${target.sockets} "$@" | ${slow}`,
    )
    const run = loupe(folder, '--exec', exec, '--no-gzip')
    await until(
      () => descendants(target.pid).length > 0 && readdirSync(folder).length > 0,
      () => 'the dump to begin',
    )
    const ours = descendants(run.pid)
    expect(ours.length).toBeGreaterThan(0)
    process.kill(run.pid, 'SIGINT')
    expect((await run.done).status).toBe(130)
    await until(
      () => ours.every((pid) => !isRunning(pid)),
      () => 'the other end to go',
    )
    await until(
      () => descendants(target.pid).length === 0,
      () => 'the children to go',
    )
    expect(readdirSync(folder)).toEqual([])
    expect(target.alive()).toBe(true)
  }, 60_000)

  test.each([
    [['--exec', 'ssh host', '--at', '30s'], /--exec takes one dump/],
    [['--exec', 'ssh host', '--inject'], /--inject is for processes of this machine/],
    [['--exec', 'ssh host', '--pid', '1,2'], /--exec takes one --pid/],
    [['--exec', 'ssh "host'], /has no end/],
    [['--exec', 'ssh host', '--', 'ruby', 'a.rb'], /do not go together/],
    [['--far-ruby', '/usr/bin/ruby', '--pid', '1'], /--far-ruby is for --exec/],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await loupe(temporaryFolder(), ...args).done
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
  })
})
