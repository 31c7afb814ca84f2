// What goes wrong with an application, and with the command while one runs. Nothing may be left of
// either: apps.ts looks for processes after each test.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { GEMS } from '../../scripts/gems.mjs'
import { until } from '../agent/agent-process.ts'
import { application, inFolder, processesIn, socketFolders, testWithApps } from './apps.ts'

const LEVEL = `run(lambda { |_| [200, {}, ['fine']] })`
const SLOW = `run(lambda { |_| sleep 0.05; [200, {}, ['fine']] })`

/** Files, what its error says, and what the advice is about. */
const BROKEN: readonly (readonly [string, Record<string, string>, RegExp, RegExp])[] = [
  [
    'raises',
    { 'config.ru': `def broken = raise(ArgumentError, "no good")\nbroken\n` },
    /did not boot: ArgumentError: no good\n {4}at config\.ru:1:in `broken'/,
    /See whether it boots by itself/,
  ],
  [
    'lacks a variable',
    { 'config.ru': `ENV.fetch('PAYMENT_URL')` },
    /KeyError: key not found: "PAYMENT_URL"/,
    /It wants PAYMENT_URL in the environment/,
  ],
  [
    'lacks a secret',
    {
      'config/environment.rb': `raise ArgumentError, 'Missing \`secret_key_base\` for production'`,
    },
    /Missing `secret_key_base`/,
    /SECRET_KEY_BASE_DUMMY=1/,
  ],
  [
    'lacks a gem',
    { 'config.ru': `require 'no_such_gem'` },
    /LoadError: cannot load such file -- no_such_gem/,
    /another group/,
  ],
  [
    'is no Ruby',
    { 'config/environment.rb': `def (` },
    /SyntaxError: .*config\/environment\.rb:1/,
    /See whether it boots/,
  ],
  [
    'exits',
    { 'config.ru': `warn 'the licence has run out'; exit 3` },
    /SystemExit: exit\n[\s\S]*the licence has run out/,
    /See whether it boots/,
  ],
  [
    'is killed',
    {
      'config.ru': `$stdout.puts 'about to'; $stdout.flush; Process.kill(:KILL, Process.pid); sleep`,
    },
    /its process was ended by SIGKILL\.\n {4}about to/,
    /See whether it boots/,
  ],
  [
    'has gems that are not there',
    {
      'config.ru': LEVEL,
      Gemfile: `source 'https://rubygems.org'\ngem 'no_such_gem_at_all', '9.9'`,
    },
    /Bundler::GemNotFound/,
    /bundle install/,
  ],
]

for (const [title, files, error, advice] of BROKEN) {
  testWithApps(`an application that ${title} when it boots`, async () => {
    const folder = application(files)
    const { status, stdout, stderr } = await inFolder(folder, ['exercise', '-o', 'out'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(error)
    expect(stderr).toMatch(advice)
    const printed = existsSync(join(folder, 'out'))
    // Nothing is left where nothing was printed, so that the same command can be typed again.
    expect(printed).toBe(stderr.includes('out/app.log'))
    if (printed) expect(readFileSync(join(folder, 'out/app.log'), 'utf8').trim()).not.toBe('')
    // Neither our own frames nor pages of them.
    expect(stderr).not.toContain('loupe_exercise.rb')
    expect(stderr.split('\n').length).toBeLessThan(25)
  })
}

test('a folder without an application, or a Ruby that is not there', async () => {
  const none = await inFolder(application({}), ['exercise'])
  expect(none).toMatchObject({ status: 2, stdout: '' })
  expect(none.stderr).toContain('neither config/environment.rb nor config.ru')
  const folder = application({ 'config.ru': LEVEL })
  const ruby = await inFolder(folder, ['exercise', '-o', 'out', '--ruby', 'no-such-ruby'])
  expect(ruby.status).toBe(2)
  expect(ruby.stderr).toContain('no-such-ruby: no such command')
  expect(ruby.stderr).toContain('--ruby')
})

testWithApps('an application that dies under requests', async () => {
  const folder = application({
    'config.ru': `$n = 0
      run(lambda do |_|
        ($n += 1) == 30 && ($stdout.puts('last words'); $stdout.flush; Process.kill(:KILL, Process.pid))
        [200, {}, ['fine']]
      end)`,
  })
  const { status, stderr } = await inFolder(folder, ['exercise', '-o', 'out', '--warm', '0'])
  expect(status).toBe(2)
  expect(stderr).toContain('was ended by SIGKILL')
  expect(stderr).toContain('last words')
})

testWithApps('a server that is not there, an auth file that fails', async () => {
  const folder = application({ 'config.ru': LEVEL, 'auth.rb': `raise 'no user'` })
  const server = await inFolder(folder, ['exercise', '-o', 'a', '--server', 'no-such-server'])
  expect(server.status).toBe(2)
  expect(server.stderr).toContain('There is no server "no-such-server"')
  const auth = await inFolder(folder, ['exercise', '-o', 'b', '--auth', 'auth.rb'])
  expect(auth.status).toBe(2)
  expect(auth.stderr).toContain('RuntimeError: no user')
  expect(auth.stderr).toContain('auth.rb:1')
})

/** Starts the command in the folder, and waits until the application answers requests. */
async function running(folder: string): Promise<ReturnType<typeof spawn>> {
  const loupe = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))
  const words = [loupe, 'exercise', '-o', 'out', '--requests', '1000', '--every', '1']
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { ...process.env, GEM_HOME: GEMS },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until(() => said.includes('3 requests'), `requests in: ${said}`)
  expect(processesIn(folder)).toHaveLength(1)
  return child
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  testWithApps(`${signal} ends the application too, and leaves no socket`, async () => {
    const folder = application({ 'config.ru': SLOW })
    const child = await running(folder)
    const ended = new Promise<number | null>((done) => child.on('exit', done))
    child.kill(signal)
    expect(await ended).toBe(130)
    expect(processesIn(folder)).toEqual([])
    expect(socketFolders(child.pid)).toEqual([])
    // What it printed stays; no half dump does.
    expect(readdirSync(join(folder, 'out'))).toEqual(['app.log'])
  })
}

testWithApps('killed outright, the application ends by itself', async () => {
  const folder = application({ 'config.ru': SLOW })
  const child = await running(folder)
  child.kill('SIGKILL')
  await until(() => processesIn(folder).length === 0, 'the end of the application')
})

testWithApps('what it prints goes to the log alone', async () => {
  const folder = application({
    'config.ru': `$stdout.puts 'booting'; run(lambda { |_| warn 'asked'; [200, {}, ['fine']] })`,
  })
  const words = [
    'exercise',
    '-o',
    'out',
    '--json',
    '--rounds',
    '1',
    '--requests',
    '2',
    '--warm',
    '0',
  ]
  const { status, stdout, stderr } = await inFolder(folder, words)
  expect(status).toBe(0)
  expect(() => JSON.parse(stdout) as unknown).not.toThrow()
  expect(stderr).not.toContain('asked')
  expect(readFileSync(join(folder, 'out/app.log'), 'utf8')).toBe('booting\nasked\nasked\n')
  expect(existsSync(join(folder, 'out/round-1.json.gz'))).toBe(true)
})
