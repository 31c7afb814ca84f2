// `loupe init` on applications of all kinds, in temporary folders.

import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { fakePlatform, fakeTerminal } from '../cli/fake-platform.ts'
import { AGENT, until } from '../agent/agent-process.ts'
import { askOnce } from '../agent/agent-client.ts'
import { application, exercised, inFolder, railsExample, testWithApps } from './apps.ts'

const RACK = `# frozen_string_literal: true\n\nrun(lambda { |_| [200, {}, ['fine']] })\n`
const AGENT_COPY = 'vendor/loupe/loupe_agent.rb'

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

/** path -> content and mode of all files. */
function everything(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [
        path,
        `${statSync(path).mode} ${statSync(path).mtimeMs} ${readFileSync(path, 'utf8')}`,
      ]),
  )
}

/** With a person at the terminal who types this. */
async function typing(folder: string, typed: string): Promise<{ status: number; stdout: string }> {
  const terminal = fakeTerminal({
    inIsTTY: true,
    outIsTTY: true,
    env: { NO_COLOR: '1' },
    stdin: (async function* () {
      yield new TextEncoder().encode(typed)
    })(),
  })
  const status = await run(['init', '--app', folder], terminal, fakePlatform([]))
  return { status, stdout: terminal.stdout() }
}

test('Rack: shows the diff, asks, writes, and does nothing twice', async () => {
  const folder = application({ 'config.ru': RACK })
  const before = everything(folder)
  const no = await typing(folder, 'n\n')
  expect(no.status).toBe(1)
  expect(no.stdout).toContain('Nothing was written')
  expect((await typing(folder, '\n')).status).toBe(1)
  expect((await typing(folder, '')).status).toBe(1)
  expect(everything(folder)).toEqual(before)

  const yes = await typing(folder, 'y\n')
  expect(yes.status).toBe(0)
  expect(yes.stdout).toContain('--- /dev/null\n+++ b/bin/profile\n@@ -0,0 +1,')
  expect(yes.stdout).toContain(
    '--- a/config.ru\n+++ b/config.ru\n@@ -1,3 +1,4 @@\n # frozen_string_literal: true\n \n+require_relative',
  )
  expect(read(folder, 'config.ru')).toMatch(
    /^# frozen_string_literal: true\n\nrequire_relative 'vendor\/loupe\/loupe_agent' .*\nrun\(lambda/,
  )
  expect(read(folder, AGENT_COPY)).toBe(readFileSync(AGENT, 'utf8'))
  expect(statSync(join(folder, 'bin/profile')).mode & 0o777).toBe(0o755)

  const written = everything(folder)
  const again = await typing(folder, 'y\n')
  expect(again).toEqual({ status: 0, stdout: 'Nothing to do: all of it is there.\n' })
  expect(everything(folder)).toEqual(written)
})

test('without a terminal only with --yes', async () => {
  const folder = application({ 'config.ru': RACK })
  const before = everything(folder)
  const asked = await inFolder(folder, ['init'], { stdin: 'y\n' })
  expect(asked.status).toBe(2)
  expect(asked.stdout).toContain('+++ b/bin/profile')
  expect(asked.stderr).toContain('--yes')
  expect(everything(folder)).toEqual(before)
  expect((await inFolder(folder, ['init', '--yes'])).status).toBe(0)
  expect(existsSync(join(folder, 'bin/profile'))).toBe(true)
})

test('what others have written stays; an old agent is brought up to date', async () => {
  const folder = application({
    'config/environment.rb': '',
    'bin/profile': '#!/bin/sh\necho mine\n',
    [AGENT_COPY]: 'module LoupeAgent\n  VERSION = "0.0.1"\nend\n',
  })
  const { status, stdout, stderr } = await inFolder(folder, ['init', '--yes'])
  expect(status).toBe(0)
  expect(stderr).toContain('bin/profile is there')
  expect(stdout).not.toContain('b/bin/profile')
  expect(read(folder, 'bin/profile')).toBe('#!/bin/sh\necho mine\n')
  expect(read(folder, AGENT_COPY)).toBe(readFileSync(AGENT, 'utf8'))
  expect(read(folder, 'config/initializers/loupe.rb')).toContain('LoupeAgent')
})

test('no application, or a name that is no file', async () => {
  const none = await inFolder(application({}), ['init', '--yes'])
  expect(none.status).toBe(2)
  expect(none.stderr).toContain('neither config/environment.rb nor config.ru')
  const folder = application({ 'config.ru': RACK })
  mkdirSync(join(folder, 'bin/profile'), { recursive: true })
  const odd = await inFolder(folder, ['init', '--yes'])
  expect(odd.status).toBe(2)
  expect(odd.stderr).toContain('no plain file')
  expect(existsSync(join(folder, AGENT_COPY))).toBe(false)
})

test('bin/profile runs a command as in production and leaves what is set', async () => {
  const folder = application({ 'config.ru': RACK })
  expect((await inFolder(folder, ['init', '--yes'])).status).toBe(0)
  const names = ['RAILS_ENV', 'RACK_ENV', 'FORCE_SSL', 'SECRET_KEY_BASE']
  const script = `print ENV.values_at(${names.map((name) => `'${name}'`).join(', ')}).inspect; exit 7`
  const profile = (env: Record<string, string>, ...words: string[]) =>
    spawnSync(join(folder, 'bin/profile'), words, {
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    })
  const plain = profile({}, 'ruby', '-e', script)
  expect(plain.stdout).toBe('["production", "production", "false", nil]')
  expect(plain.status).toBe(7)
  const staging = profile({ RAILS_ENV: 'staging', SECRET_KEY_BASE: 'x' }, 'ruby', '-e', script)
  expect(staging.stdout).toBe('["staging", "staging", "false", "x"]')
  expect(profile({}).stderr).toContain('Usage: bin/profile')
  expect(profile({}, 'no-such-command').stderr).toContain('cannot be run')
})

testWithApps('afterwards the applications boot, agent and all, once', async () => {
  for (const folder of [application({ 'config.ru': RACK }), railsExample()]) {
    expect((await inFolder(folder, ['init', '--yes'])).status).toBe(0)
    // Under exercise the agent is there already: it must not be loaded twice.
    const result = await exercised(folder, ['--rounds', '1', '--requests', '3', '--warm', '0'])
    expect(result.statuses).toEqual({ '200': 3 })
    expect(read(folder, 'out/app.log')).not.toMatch(/already initialized|LoupeAgent/)
  }
})

testWithApps('a Rails process of its own answers afterwards', async () => {
  const folder = railsExample()
  expect((await inFolder(folder, ['init', '--yes'])).status).toBe(0)
  const sockets = join(folder, 'sockets')
  writeFileSync(
    join(folder, 'live.rb'),
    `require './config/environment'; puts LoupeAgent.socket_path; $stdout.flush; $stdin.read`,
  )
  const { GEMS } = await import('../../scripts/gems.mjs')
  const { spawn } = await import('node:child_process')
  const child = spawn('ruby', ['live.rb'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      GEM_HOME: GEMS,
      RAILS_ENV: 'production',
      LOUPE_AGENT_DIR: sockets,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    await until(() => said.includes('.sock'), 'the socket')
    const { last } = await askOnce(said.trim(), 'loupe/1 hello')
    expect(last).toMatchObject({ type: 'result', pid: child.pid })
  } finally {
    const ended = new Promise((done) => child.on('exit', done))
    child.stdin.end()
    await ended
  }
})
