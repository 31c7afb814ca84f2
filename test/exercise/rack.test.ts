// Rack applications of every kind of memory, exercised by the built command.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Exercise } from '../../src/workbench/capture-results.ts'
import { application, exercised, inFolder, testWithApps } from './apps.ts'

/** Keeps a `Kept` with a string of 1,000 bytes of each request. */
const LEAKS = `
class Kept
  def initialize(text) = @text = text
end
KEPT = []
run(lambda do |env|
  KEPT << Kept.new('k' * 1_000)
  [200, { 'content-type' => 'text/plain' }, ['fine']]
end)
`

const LEVEL = `
run(lambda { |env| [200, { 'content-type' => 'text/plain' }, ['a' * 1_000]] })
`

/** Loads 30 MB at the first request. */
const LAZY = `
run(lambda do |env|
  $loaded ||= Array.new(30) { 'x' * 1_000_000 }
  [200, { 'content-type' => 'text/plain' }, ['fine']]
end)
`

const SHORT = ['--requests', '40', '--every', '4', '--warm', '10']

function statusesOf({ statuses }: Exercise): Readonly<Record<string, number>> {
  return statuses
}

testWithApps('a leak is growth with use, and told per request by class and gem', async () => {
  const folder = application({ 'config.ru': LEAKS })
  const result = await exercised(folder, SHORT)
  expect(result.verdict).toBe('growing')
  expect(result.objects.rate).toBeGreaterThan(1_000)
  expect(result.objects.rate).toBeLessThan(1_500)
  expect(statusesOf(result)).toEqual({ '200': 130 })
  expect(result.app).toMatchObject({ kind: 'rack', environment: 'production' })

  const kept = result.growth?.classes.find(({ name }) => name === 'Kept')
  // Object and string: one of each kept in a request, 40 bytes and 1,041.
  expect(kept).toMatchObject({ net: { count: 1, bytes: 40 }, retained: { count: 1, bytes: 40 } })
  const string = result.growth?.classes.find(({ name }) => name === 'String')
  expect(string?.net.count).toBeCloseTo(1, 0)
  expect(string?.net.bytes).toBeGreaterThan(1_000)
  expect(result.growth?.grown).toBe('Kept')
  const app = result.growth?.gems?.find(({ name }) => name === 'app')
  expect(app?.net.bytes).toBeGreaterThan(1_000)
  // What the tracer needs for itself is no growth of the application.
  expect(result.growth?.total.net.bytes).toBeLessThan(1_500)
  expect(result.growth?.requests).toBe(80)

  // Whole dumps, for this user's eyes.
  expect(result.dumps.map(({ path }) => path)).toEqual(
    [1, 2, 3].map((n) => `out/round-${n}.json.gz`),
  )
  expect(statSync(join(folder, 'out')).mode & 0o777).toBe(0o700)
  for (const { path, capture } of result.dumps) {
    expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600)
    expect(capture).toBeDefined()
  }
  const path = await inFolder(folder, ['path', 'out/round-3.json.gz', 'Kept', '--no-color'])
  expect(path.stdout).toContain('130 Kept')
})

testWithApps('what stays as it is was there at boot', async () => {
  const folder = application({ 'config.ru': LEVEL })
  const result = await exercised(folder, SHORT)
  expect(result).toMatchObject({ verdict: 'at-boot', objects: { verdict: 'at-boot' } })
  expect(result.growth?.grown).toBeUndefined()
  expect(Math.abs(result.growth?.total.net.count ?? 99)).toBeLessThan(1)
  // One at boot, three while warming up, ten in each round.
  expect(result.readings.map(({ requests }) => requests)).toEqual([
    0,
    4,
    8,
    10,
    ...Array.from({ length: 30 }, (_, i) => 10 + (i + 1) * 4),
  ])
})

testWithApps('what the first requests load has levelled off', async () => {
  const result = await exercised(application({ 'config.ru': LAZY }), SHORT)
  expect(result.verdict).toBe('levelled-off')
  const [boot] = result.readings
  expect(result.readings.at(-1)!.liveBytes - boot!.liveBytes).toBeGreaterThan(30_000_000)
})

testWithApps('without tracing, through Puma, in two rounds', async () => {
  const folder = application({ 'config.ru': LEAKS })
  const args = [...SHORT, '--no-trace', '--server', 'puma', '--rounds', '2']
  const result = await exercised(folder, args)
  expect(result).toMatchObject({ verdict: 'growing', app: { server: 'puma' } })
  expect(result.dumps).toHaveLength(2)
  expect(result.growth?.gems).toBeUndefined()
  const kept = result.growth?.classes.find(({ name }) => name === 'Kept')
  expect(kept).toEqual({ name: 'Kept', net: { count: 1, bytes: 40 } })
  expect(statusesOf(result)).toEqual({ '200': 90 })
})

testWithApps('one round: a dump, but no difference', async () => {
  const folder = application({ 'config.ru': LEVEL })
  const result = await exercised(folder, ['--rounds', '1', '--requests', '5', '--warm', '0'])
  expect(result.growth).toBeUndefined()
  expect(result.verdict).toBe('unclear')
  expect(result.notes.join()).toContain('two rounds')
})

testWithApps('the screen: verdict, charts, groups, commands to type', async () => {
  const folder = application({ 'config.ru': LEAKS })
  const words = ['exercise', '-o', 'out', '--width', '100', ...SHORT]
  const { status, stdout, stderr } = await inFolder(folder, words)
  expect(status).toBe(0)
  expect(stdout).toMatch(/^Rack application/)
  expect(stdout).toContain('Growing with use. What garbage collections leave grows by')
  expect(stdout).toContain('Left behind by each request · between the first dump and the last, 80')
  expect(stdout).toMatch(/\+40 B {6,}\+1\.0 {6,}40 B {6,}1\.0 {2}Kept/)
  expect(stdout).toContain('loupe path out/round-3.json.gz Kept')
  expect(stdout).toContain('130 requests')
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  // Nobody watches: a line a reading.
  expect(stderr).toContain('booting the application\n')
  expect(stderr).toMatch(/ {2}14 requests · RSS [\d.]+ MB · Ruby heap/)
  // A second run into the same folder takes nothing away.
  const again = await inFolder(folder, words)
  expect(again).toMatchObject({ status: 2, stdout: '' })
  expect(again.stderr).toContain('out is there already')
})

/** Says what it was asked, and refuses what is not as it should be. */
const PARTICULAR = `
run(lambda do |env|
  body = env['rack.input'].read
  said = [env['REQUEST_METHOD'], env['PATH_INFO'], env['QUERY_STRING'], env['HTTP_X_TRACE'],
          env['CONTENT_TYPE'], body, env['HTTP_COOKIE']].map(&:to_s)
  $stdout.puts(said.inspect)
  [200, { 'content-type' => 'text/plain' }, said]
end)
`

/** What the application was asked, request by request. */
function asked(folder: string): string[][] {
  return readFileSync(join(folder, 'out/app.log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as string[])
}

const VISIT = `# what a visitor does
GET /works?page=2
  X-Trace: abc
POST /works
  Content-Type: application/json
  {"title": "x"}
`

for (const server of [[], ['--server', 'puma']]) {
  const how = server.length === 0 ? 'in process' : 'over HTTP'
  testWithApps(`a script of requests and a signed-in user, ${how}`, async () => {
    const folder = application({
      'config.ru': PARTICULAR.replace(
        "[200, { 'content-type' => 'text/plain' }",
        "[200, { 'content-type' => 'text/plain', 'set-cookie' => 'session=s3; path=/; HttpOnly' }",
      ),
      'visit.txt': VISIT,
      'auth.rb': `LoupeExercise.sign_in { |client| client.post('/login', 'name=a'); nil }`,
    })
    const args = ['--script', 'visit.txt', '--auth', 'auth.rb', '--rounds', '1', '--warm', '0']
    await exercised(folder, [...args, '--requests', '3', ...server])
    const get = ['GET', '/works', 'page=2', 'abc', '', '', 'session=s3']
    const post = ['POST', '/works', '', '', 'application/json', '{"title": "x"}', 'session=s3']
    const form = 'application/x-www-form-urlencoded'
    expect(asked(folder)).toEqual([['POST', '/login', '', '', form, 'name=a', ''], get, post, get])
  })
}

testWithApps('each_request changes the environment; over HTTP there is none', async () => {
  const folder = application({
    'config.ru': PARTICULAR,
    'auth.rb': `LoupeExercise.each_request { |env| env['HTTP_X_TRACE'] = 'mine' }
      LoupeExercise.sign_in { |_| { 'Cookie' => 'a=1' } }`,
  })
  const few = ['--auth', 'auth.rb', '--rounds', '1', '--warm', '0', '--requests', '1']
  await exercised(folder, few)
  expect(asked(folder)).toEqual([['GET', '/', '', 'mine', '', '', 'a=1']])
  const http = await inFolder(folder, ['exercise', '-o', 'http', '--server', 'puma', ...few])
  expect(http.status).toBe(2)
  expect(http.stderr).toContain('requests over HTTP do not have')
})

testWithApps('options for one request, and the variables of derailed_benchmarks', async () => {
  const folder = application({ 'config.ru': PARTICULAR, 'body.txt': 'from a file' })
  const env = {
    PATH_TO_HIT: '/from/env',
    TEST_COUNT: '2',
    WARM_COUNT: '1',
    REQUEST_METHOD: 'PUT',
    REQUEST_BODY: 'b',
    HTTP_X_TRACE: 'env',
    CONTENT_TYPE: 'text/x',
    RAILS_ENV: 'staging',
  }
  const result = await exercised(folder, ['--rounds', '1'], { env })
  expect(asked(folder)).toEqual(
    Array.from({ length: 3 }, () => ['PUT', '/from/env', '', 'env', 'text/x', 'b', '']),
  )
  expect(result.app.environment).toBe('staging')
  const args = ['-p', '/a', '-p', '/b', '-X', 'patch', '-H', 'X-Trace: own', '-d', '@body.txt']
  const short = ['--rounds', '1', '--requests', '2', '--warm', '0']
  const again = await inFolder(folder, ['exercise', '-o', 'out2', ...args, ...short], { env })
  expect(again.status).toBe(0)
  expect(again.stderr).toContain('note: from the environment: PATH_TO_HIT')
  const log = readFileSync(join(folder, 'out2/app.log'), 'utf8').split('\n')
  expect(log.filter((line) => line.startsWith('[')).map((line) => JSON.parse(line))).toEqual(
    ['/a', '/b'].map((path) => ['PATCH', path, '', 'own', 'text/x', 'from a file', '']),
  )
})

/** 200 three times, then what the path says. */
const FAILS = `
count = 0
run(lambda do |env|
  count += 1
  next [200, {}, ['fine']] if count <= 3
  raise ArgumentError, 'from within' if env['PATH_INFO'] == '/raise'
  next [302, { 'location' => '/login' }, []] if env['PATH_INFO'] == '/login-first'
  [503, { 'content-type' => 'text/html' }, ["<h1>down\\e[31m for</h1>\\n", '<p>maintenance</p>']]
end)
`

testWithApps('an answer that is not 2xx ends it, with how it began', async () => {
  const folder = application({ 'config.ru': FAILS })
  const run = (path: string, ...more: string[]) =>
    inFolder(folder, ['exercise', '-o', `out${path}`, '--warm', '0', '-p', path, ...more])
  const down = await run('/down')
  expect(down).toMatchObject({ status: 2, stdout: '' })
  expect(down.stderr).toContain('GET /down was answered with 503.')
  expect(down.stderr).toContain('<p>maintenance</p>')
  expect(down.stderr).not.toContain('\u001b')
  expect(down.stderr).toContain('--allow-status 503')
  const login = await run('/login-first')
  expect(login.stderr).toContain('302, which leads to /login')
  expect(login.stderr).toContain('--auth')
  const raise = await run('/raise')
  expect(raise.stderr).toContain('answered with 500')
  expect(raise.stderr).toContain('ArgumentError: from within')
})

testWithApps('with --allow-status it goes on, and says so', async () => {
  const folder = application({ 'config.ru': FAILS })
  const short = ['--rounds', '1', '--requests', '10', '--warm', '0', '-p', '/down']
  const result = await exercised(folder, [...short, '--allow-status', '5xx'])
  expect(statusesOf(result)).toEqual({ '200': 3, '503': 7 })
  expect(result.odd).toMatchObject({ method: 'GET', path: '/down', status: 503 })
  const other = await inFolder(folder, ['exercise', '-o', 'o2', ...short, '--allow-status', '404'])
  expect(other.status).toBe(2)
  const bad = await inFolder(folder, ['exercise', '--allow-status', 'some'])
  expect(bad.stderr).toContain('"some" is no status')
})

testWithApps('an application that wants HTTPS gets it', async () => {
  const folder = application({
    'config.ru': `
      run(lambda do |env|
        secure = env['rack.url_scheme'] == 'https' || env['HTTP_X_FORWARDED_PROTO'] == 'https'
        next [200, {}, ['fine']] if secure
        [301, { 'location' => "https://#{env['HTTP_HOST']}#{env['PATH_INFO']}" }, []]
      end)`,
  })
  for (const server of [[], ['--server', 'puma']]) {
    const short = ['-p', '/a', '--rounds', '1', '--requests', '4', '--warm', '0', ...server]
    const args = ['exercise', '--json', '-o', `out-${server.length}`, ...short]
    const { stdout, stderr } = await inFolder(folder, args)
    expect(stderr).not.toContain('loupe:')
    const result = JSON.parse(stdout) as Exercise
    expect(statusesOf(result)).toEqual({ '200': 4 })
    expect(result.notes.join()).toContain('HTTPS')
  }
})
