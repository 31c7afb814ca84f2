// node examples/rails-7.1/explain.mjs [--rails 7.1.2] [--no-trace] [--built]
//
// Installs what is missing (npm packages, the build, the gems), sends the application 200 requests,
// takes three dumps of that one process, after 80, 140 and 200 of them, asks `loupe why` of the last
// one and of all three, and checks what it says. First with Rails 7.1.2, which leaks, then with 7.1.3,
// which does not; --rails takes one of them. --built takes dist/ as it is. Exit status 1 where an
// answer is wrong.
//
// Needs Ruby 3.1 or 3.2. Dumps go to loupe-VERSION beside this file, which a later run replaces.

import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { prepare, root } from '../../scripts/prepare.mjs'
import { leaks, wrongWithGrowth, wrongWithHealth, wrongWithLeak } from './answer.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const LEAKS = '7.1.2'
const DOES_NOT = '7.1.3'
const WARM = 20
const ROUND = 60
const REQUESTS = WARM + 3 * ROUND
/** Of actionpack 7.1.0 to 7.1.2: where routes_proxy.rb defines the method. */
const LINE = 32

const { rails, trace, built } = options()
checkRuby()
if (!built) prepare()
const { appVersions, GEMS, installGems } = await import('../../scripts/gems.mjs')
const wrong = (rails === undefined ? [LEAKS, DOES_NOT] : [rails]).flatMap(explained)
for (const sentence of wrong) process.stderr.write(`explain: ${sentence}\n`)
process.exitCode = wrong.length === 0 ? 0 : 1

/** What is wrong with the answers under this Rails. */
function explained(version) {
  installGems(appVersions(version))
  const folder = `loupe-${version}`
  rmSync(join(here, folder), { recursive: true, force: true })
  const visits = ['--path', '/works/1', '--warm', `${WARM}`, '--requests', `${ROUND}`]
  const how = trace ? [] : ['--no-trace']
  const env = { RAILS_VERSION: version, GEM_HOME: GEMS }
  shown(['exercise', ...visits, ...how, '-o', folder], env)
  const dumps = [1, 2, 3].map((round) => `${folder}/round-${round}.json.gz`)
  const last = dumps[2]
  shown(['why', last])
  shown(['why', ...dumps])

  const [one, three] = [asked(['why', last]), asked(['why', ...dumps])]
  const found = leaks(version)
    ? [...wrongWithLeak(one, bounds(last)), ...wrongWithLeak(three, bounds(last))].concat(
        wrongWithGrowth(three),
      )
    : [...wrongWithHealth(one), ...wrongWithHealth(three)]
  const state = leaks(version) ? 'leaks, and why says through what' : 'is healthy, and why says so'
  if (found.length === 0) process.stdout.write(`\nRight: Rails ${version} ${state}.\n`)
  return found.map((sentence) => `Rails ${version}: ${sentence}`)
}

/** Between what the bytes of the leak have to lie. */
function bounds(dump) {
  const proxy = 'ActionDispatch::Routing::RoutesProxy'
  const top = asked(['top', dump, '--by', 'class', '--where', `class=${proxy}`])
  const { freed } = asked(['what-if', dump, '--without', 'callcache -> ment'])
  const line = trace ? LINE : undefined
  return { requests: REQUESTS, least: top.groups[0]?.retained ?? 0, most: freed.bytes, line }
}

/** Runs loupe on this terminal; where it fails, this ends too. */
function shown(words, env = {}) {
  const { RAILS_VERSION } = env
  const before = RAILS_VERSION === undefined ? '' : `RAILS_VERSION=${RAILS_VERSION} `
  process.stdout.write(`\n$ ${before}loupe ${words.join(' ')}\n`)
  run(words, env, 'inherit')
}

function asked(words) {
  return JSON.parse(run([...words, '--json'], {}, ['ignore', 'pipe', 'inherit']).stdout)
}

function run(words, env, stdio) {
  const finished = spawnSync(process.execPath, [join(root, 'dist/loupe.js'), ...words], {
    cwd: here,
    env: { ...process.env, ...env },
    stdio,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (finished.status !== 0) process.exit(finished.status ?? 1)
  return finished
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        rails: { type: 'string' },
        'no-trace': { type: 'boolean', default: false },
        built: { type: 'boolean', default: false },
      },
    })
    if (values.rails !== undefined && !/^7\.1\.[0-3]$/.test(values.rails)) {
      throw new Error(`it was tried with Rails 7.1.0 to 7.1.3, not with ${values.rails}`)
    }
    return { rails: values.rails, trace: !values['no-trace'], built: values.built }
  } catch (error) {
    process.stderr.write(`explain: ${error.message}\n`)
    return process.exit(2)
  }
}

/** From 3.3 on Ruby does not keep the method: there is nothing to explain. */
function checkRuby() {
  const { stdout, error } = spawnSync('ruby', ['-e', 'print RUBY_VERSION'], { encoding: 'utf8' })
  if (/^3\.[12]\./.test(stdout ?? '')) return
  const found = error === undefined ? `this is ${stdout}` : 'there is no `ruby` on PATH'
  process.stderr.write(`explain: the leak shows under Ruby 3.1 and 3.2; ${found}\n`)
  process.exit(2)
}
