// What Loupe is measured against: reading the bytes, parsing the JSON, and the Ruby gems.
// The gems live in bench/gems, apart from whatever Ruby has installed.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { laterPath } from './dumps.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
const gems = join(here, 'gems')
const gemsEnvironment = { GEM_HOME: gems, GEM_PATH: gems, RUBYOPT: '', RUBYLIB: '' }

/** The sheap gem keeps every line and copies paths: not asked to open more than a million. */
const SHEAP_MOST = 2_000_000

export function comparators(dump, path, { ruby, className, say }) {
  const list = [
    { measure: 'cat', command: 'cat', args: [path] },
    { measure: 'wc -l', command: 'wc', args: ['-l', path] },
    {
      measure: 'JSON.parse a line, Node',
      command: process.execPath,
      args: [join(here, 'json-parse-loop.mjs'), path],
    },
  ]
  if (!ruby) {
    say("Ruby's JSON.parse, heapy, sheap: skipped, no Ruby found (set RUBY to its path)")
    return list
  }
  list.push({
    measure: 'JSON.parse a line, Ruby',
    command: ruby,
    args: [join(here, 'json-parse-loop.rb'), path],
  })
  if (!gemThere('heapy')) say('heapy: skipped, the gem is not there and could not be installed')
  else {
    list.push({
      measure: 'heapy read',
      command: ruby,
      args: [join(gems, 'bin', 'heapy'), 'read', path],
      env: gemsEnvironment,
    })
    if (dump.later) {
      list.push({
        measure: 'heapy diff',
        command: ruby,
        args: [join(gems, 'bin', 'heapy'), 'diff', path, laterPath(dump)],
        env: gemsEnvironment,
      })
    }
  }
  if (!gemThere('sheap')) say('sheap: skipped, the gem is not there and could not be installed')
  else if (dump.objects <= SHEAP_MOST) {
    list.push({
      measure: 'sheap, one path',
      command: ruby,
      args: [join(here, 'sheap-path.rb'), path, className],
      env: gemsEnvironment,
    })
    if (dump.later) {
      list.push({
        measure: 'sheap, diff',
        command: ruby,
        args: [join(here, 'sheap-diff.rb'), path, laterPath(dump)],
        env: gemsEnvironment,
      })
    }
  }
  return list
}

const gemThere = (name) => existsSync(join(gems, 'bin', name))

export function installGems(ruby, say) {
  if (!ruby || (gemThere('sheap') && gemThere('heapy'))) return
  say('installing the gems sheap and heapy into bench/gems ...')
  spawnSync(
    ruby,
    ['-S', 'gem', 'install', '--install-dir', gems, 'sheap', 'heapy', '--no-document'],
    { stdio: 'ignore', timeout: 120_000 },
  )
}
