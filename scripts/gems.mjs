// npm run gems: installs the Ruby gems that Loupe's answers are compared with (test/parity).
//
// They come from RubyGems, in pinned versions, into a folder outside git: .cache/gems, or wherever
// LOUPE_GEMS says. What is there already is not fetched again, so this works offline the second
// time. Nothing is installed where Ruby's own gems are, and no gem's code is run here.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

export const GEMS = resolve(process.env.LOUPE_GEMS ?? join(REPOSITORY, '.cache/gems'))

/** Gem -> version. thor is what heapy's command line is made with. */
export const VERSIONS = new Map([
  ['sheap', '0.3.0'],
  ['heapy', '0.2.0'],
  ['thor', '1.5.0'],
])

/** Where a gem's Ruby files are, for `ruby -I`; there or not. */
export function libraryOf(gem) {
  return join(GEMS, 'gems', `${gem}-${VERSIONS.get(gem)}`, 'lib')
}

/** `gem` writes the specification last: a gem that has one is whole. */
export function isInstalled(gem) {
  const specification = `${gem}-${VERSIONS.get(gem)}.gemspec`
  return existsSync(join(GEMS, 'specifications', specification)) && existsSync(libraryOf(gem))
}

/** Why the comparison cannot be made here, or undefined where it can. */
export function whyNoGems() {
  const { status } = spawnSync('ruby', ['--disable-gems', '-e', 'exit'])
  if (status !== 0) return 'there is no `ruby` on PATH'
  const missing = [...VERSIONS.keys()].filter((gem) => !isInstalled(gem))
  if (missing.length === 0) return undefined
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed; run npm run gems`
}

function install() {
  const wanted = [...VERSIONS].filter(([gem]) => !isInstalled(gem))
  if (wanted.length === 0) return say(`The gems are installed in ${here(GEMS)}.`)
  const named = wanted.map(([gem, version]) => `${gem}:${version}`)
  say(`Installing ${named.join(', ')} into ${here(GEMS)} …`)
  const { status, error, stderr } = spawnSync(
    'gem',
    // No dependencies: the versions above are all there is.
    ['install', '--install-dir', GEMS, '--no-document', '--ignore-dependencies', ...named],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, RUBYOPT: '', RUBYLIB: '' },
      shell: process.platform === 'win32',
    },
  )
  if (status === 0 && wanted.every(([gem]) => isInstalled(gem))) return
  const reason = error ? error.message : stderr.trim() || `gem ended with ${status}`
  throw new Error(
    `The gems could not be installed (${reason}).\n` +
      'They come from rubygems.org and need Ruby: check that `gem fetch thor` works, then run\n' +
      'npm run gems again. The tests that need them say that they are skipped; all others run.',
  )
}

const here = (path) => relative(process.cwd(), path) || '.'
const say = (line) => process.stdout.write(`${line}\n`)

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    install()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
