// What Loupe is measured against: reading the bytes, parsing the JSON, and the Ruby gems.
// The gems are those of `npm run gems`, apart from whatever Ruby has installed.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMPARED, GEMS, installGems, isInstalled } from '../../scripts/gems.mjs'
import { laterPath } from './dumps.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
const gemsEnvironment = { GEM_HOME: GEMS, GEM_PATH: GEMS, RUBYOPT: '', RUBYLIB: '' }

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
  if (!isInstalled('heapy')) say('heapy: skipped, the gem is not there and could not be installed')
  else {
    list.push({
      measure: 'heapy read',
      command: ruby,
      args: [join(GEMS, 'bin', 'heapy'), 'read', path],
      env: gemsEnvironment,
    })
    if (dump.later) {
      list.push({
        measure: 'heapy diff',
        command: ruby,
        args: [join(GEMS, 'bin', 'heapy'), 'diff', path, laterPath(dump)],
        env: gemsEnvironment,
      })
    }
  }
  if (!isInstalled('sheap')) say('sheap: skipped, the gem is not there and could not be installed')
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

export function installComparators(ruby, say) {
  if (!ruby) return
  try {
    installGems(COMPARED)
  } catch (error) {
    say(error.message)
  }
}
