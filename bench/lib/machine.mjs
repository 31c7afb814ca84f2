// What the numbers depend on: the machine, the versions, the date.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'

export function describeMachine(ruby) {
  const all = cpus()
  const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url))).version
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: (all[0]?.model ?? 'unknown CPU').replace(/\s+/g, ' ').trim(),
    cores: all.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().replace(/[-+].*$/, '')}`,
    node: process.version.slice(1),
    ruby: /^ruby \S+/.exec(ruby ?? '')?.[0].replace('ruby', 'Ruby') ?? 'no Ruby',
    loupe: [version, commit()].filter(Boolean).join(' '),
  }
}

export const slugOf = (machine) =>
  `${machine.cpu}-${machine.cores}-cores`.toLowerCase().replace(/[^a-z0-9]+/g, '-')

function commit() {
  try {
    const options = {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      cwd: new URL('.', import.meta.url),
    }
    const name = execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim()
    const changed = execFileSync('git', ['status', '--porcelain', '-uno'], options).trim()
    return `(${name}${changed ? ', with changes' : ''})`
  } catch {
    return null
  }
}
