// npm run gems: installs the Ruby gems that Loupe is compared with (test/parity, bench), those that
// are loaded into processes which it captures (test/capture-far), and those of the applications that it
// exercises (test/exercise, examples/rails-7.1).
//
// They come from RubyGems, in pinned versions, into a folder outside git: .cache/gems, or wherever
// LOUPE_GEMS says. What is there already is not fetched again, so this works offline the second
// time. Nothing is installed where Ruby's own gems are, and no gem's code is run here but to compile those
// that are written in C.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

export const GEMS = resolve(process.env.LOUPE_GEMS ?? join(REPOSITORY, '.cache/gems'))

/** Gem -> version, of those that answers and times are compared with. heapy's command line wants thor. */
export const COMPARED = new Map([
  ['sheap', '0.3.0'],
  ['heapy', '0.2.0'],
  ['thor', '1.5.0'],
])

/** Gem -> version. */
export const VERSIONS = new Map([
  ...COMPARED,
  // rbtrace and what it needs. Compiled here: wants Ruby's headers.
  ['optimist', '3.2.1'],
  ['msgpack', '1.8.7'],
  ['ffi', '1.17.4'],
  ['rbtrace', '0.5.4'],
])

/**
 * Gem -> version: a Rails application without a database, on Puma, under Ruby 3.1 with the gems that it
 * comes with. concurrent-ruby is the last that loads logger, nokogiri the last that needs no compiler.
 */
export const APP_VERSIONS = new Map([
  ['rack', '3.1.18'],
  ['rackup', '2.2.1'],
  ['rack-session', '2.1.1'],
  ['rack-test', '2.2.0'],
  ['railties', '7.1.2'],
  ['actionpack', '7.1.2'],
  ['actionview', '7.1.2'],
  ['activesupport', '7.1.2'],
  ['zeitwerk', '2.6.18'],
  ['thor', '1.5.0'],
  ['i18n', '1.14.7'],
  ['tzinfo', '2.0.6'],
  ['concurrent-ruby', '1.3.4'],
  ['connection_pool', '2.5.0'],
  ['nokogiri', '1.16.8'],
  ['loofah', '2.24.0'],
  ['crass', '1.0.6'],
  ['rails-html-sanitizer', '1.6.2'],
  ['rails-dom-testing', '2.2.0'],
  ['erubi', '1.13.1'],
  ['builder', '3.3.0'],
  ['nio4r', '2.7.4'],
  ['puma', '6.6.1'],
])

/** Those that are one with Rails, of its version. */
const OF_RAILS = ['railties', 'actionpack', 'actionview', 'activesupport']

/** The same application with another Rails 7.1. */
export function appVersions(rails) {
  return new Map([...APP_VERSIONS, ...OF_RAILS.map((gem) => [gem, rails])])
}

/** They compile for minutes where they are not taken as they were built for this platform. */
const PREBUILT = new Set(['nokogiri', 'sqlite3'])

/** Where a gem's Ruby files are, for `ruby -I`; there or not. */
export function libraryOf(gem) {
  return join(GEMS, 'gems', `${gem}-${VERSIONS.get(gem)}`, 'lib')
}

/** `gem` writes the specification last: a gem that has one is whole. */
export function isInstalled(gem, version = VERSIONS.get(gem)) {
  const folder = join(GEMS, 'specifications')
  if (!existsSync(folder)) return false
  // A gem for one platform has that in its name too.
  const start = `${gem}-${version}`
  return readdirSync(folder).some(
    (name) => name === `${start}.gemspec` || name.startsWith(`${start}-`),
  )
}

/** Why the comparison cannot be made here, or undefined where it can. */
export function whyNoGems(gems = [...COMPARED.keys()], versions = VERSIONS) {
  const { status } = spawnSync('ruby', ['--disable-gems', '-e', 'exit'])
  if (status !== 0) return 'there is no `ruby` on PATH'
  const missing = gems.filter((gem) => !isInstalled(gem, versions.get(gem)))
  if (missing.length === 0) return undefined
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed; run npm run gems`
}

/**
 * Installs those that are not there, and no others: gem -> version, with all that they depend on.
 * Gives back how many were missing. Throws where RubyGems cannot be reached. Commands go to `bin`:
 * two versions of a gem may bring the same.
 */
export function installGems(versions, bin = 'bin') {
  const wanted = [...versions].filter(([gem, version]) => !isInstalled(gem, version))
  // Sources only, as RubyGems of Ruby 3.1 takes gems built for musl to be for every Linux.
  const sources = wanted.filter(([gem]) => !PREBUILT.has(gem))
  const prebuilt = wanted.filter(([gem]) => PREBUILT.has(gem))
  if (sources.length > 0) gemInstall(sources, ['--bindir', join(GEMS, bin), '--platform', 'ruby'])
  if (prebuilt.length > 0) gemInstall(prebuilt, ['--bindir', join(GEMS, bin)])
  return wanted.length
}

function gemInstall(wanted, more) {
  const named = wanted.map(([gem, version]) => `${gem}:${version}`)
  report(`Installing ${named.join(', ')} into ${here(GEMS)} …`)
  // No dependencies: the versions above are all there is.
  const words = ['--install-dir', GEMS, '--no-document', '--ignore-dependencies', ...more, ...named]
  const { status, error, stderr } = spawnSync('gem', ['install', ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, RUBYOPT: '', RUBYLIB: '' },
    shell: process.platform === 'win32',
  })
  if (status === 0 && wanted.every(([gem, version]) => isInstalled(gem, version))) return
  const reason = error ? error.message : stderr.trim() || `gem ended with ${status}`
  throw new Error(
    `The gems could not be installed (${reason}).\n` +
      'They come from rubygems.org and need Ruby: check that `gem fetch thor` works, then run\n' +
      'npm run gems again. The tests that need them say that they are skipped; all others run.',
  )
}

const here = (path) => relative(process.cwd(), path) || '.'
const say = (line) => process.stdout.write(`${line}\n`)
/** Beside what a caller prints. */
const report = (line) => process.stderr.write(`${line}\n`)

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    installGems(new Map([...VERSIONS, ...APP_VERSIONS]))
    // Rails without its leak, which examples/rails-7.1 is compared with.
    installGems(appVersions('7.1.3'))
    say(`The gems are installed in ${here(GEMS)}.`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
