// Makes the benchmark's dumps in bench/dumps/ with the Ruby of this machine, once.
//
//   node bench/make-dumps.mjs [NAME...] [--force]      RUBY=/path/to/ruby to choose another one
//
// A dump that is there with the size that was recorded when it was made is left alone.

import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dumpFolder, dumpPath, dumps, laterPath, notePath, RECIPE } from './lib/dumps.mjs'

const script = fileURLToPath(new URL('make-dump.rb', import.meta.url))
export const ruby = process.env.RUBY ?? 'ruby'

export function rubyVersion() {
  try {
    return execFileSync(ruby, ['-e', 'print RUBY_DESCRIPTION'], { encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return null
  }
}

/** What is recorded of a dump that is there and whole, else null. */
export function madeDump(dump) {
  try {
    const note = JSON.parse(readFileSync(notePath(dump), 'utf8'))
    const whole = note.recipe === RECIPE && note.target === dump.objects
    const later = !dump.later || statSync(laterPath(dump)).size === note.later?.bytes
    return whole && later && statSync(dumpPath(dump)).size === note.bytes ? note : null
  } catch {
    return null
  }
}

/** Makes one dump unless it is there. Returns its note, or null when it cannot be made. */
export function makeDump(dump, { force = false, say = console.error } = {}) {
  const made = force ? null : madeDump(dump)
  if (made) return made
  if (rubyVersion() === null) {
    say(`${dump.name}: skipped, no Ruby found to make the dump (set RUBY to its path)`)
    return null
  }
  mkdirSync(dumpFolder, { recursive: true })
  const disk = statfsSync(dumpFolder)
  const free = (disk.bavail * disk.bsize) / 1e6
  // The dump, Loupe's index of it, and room to breathe.
  const needed = dump.megabytes * (dump.later ? 3.3 : 1.6) + 200
  if (free < needed) {
    say(`${dump.name}: skipped, needs ${Math.round(needed)} MB of disk, ${Math.round(free)} free`)
    return null
  }
  say(`${dump.name}: making ${dump.objects} objects, about ${dump.megabytes} MB ...`)
  const partial = `${dumpPath(dump)}.partial`
  const partialLater = `${laterPath(dump)}.partial`
  const started = Date.now()
  const run = spawnSync(
    ruby,
    [
      script,
      partial,
      String(dump.objects),
      ...(dump.traced ? ['--traced'] : []),
      ...(dump.later ? ['--later', partialLater] : []),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment() },
  )
  if (run.status !== 0) {
    for (const each of [partial, partialLater]) rmSync(each, { force: true })
    const why = run.error?.message ?? run.stderr.trim().split('\n').slice(0, 3).join(' | ')
    say(`${dump.name}: skipped, Ruby failed (${run.signal ?? run.status}): ${why}`)
    return null
  }
  const note = { recipe: RECIPE, target: dump.objects, ...JSON.parse(run.stdout) }
  note.seconds = (Date.now() - started) / 1000
  renameSync(partial, dumpPath(dump))
  if (dump.later) renameSync(partialLater, laterPath(dump))
  writeFileSync(notePath(dump), `${JSON.stringify(note, null, 2)}\n`)
  say(`${dump.name}: ${note.objects} objects, ${note.bytes} bytes, ${note.seconds.toFixed(1)} s`)
  return note
}

// A bundle or options of the caller's would change what the heap holds.
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([key]) => !/^(RUBY|GEM_|BUNDLE)/.test(key))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const unknown = names.filter((name) => !dumps.some((dump) => dump.name === name))
  if (unknown.length > 0) {
    console.error(`no dump ${unknown.join(', ')}; there are ${dumps.map((d) => d.name).join(', ')}`)
    process.exit(2)
  }
  const force = process.argv.includes('--force')
  for (const dump of dumps) {
    if (names.length === 0 || names.includes(dump.name)) makeDump(dump, { force })
  }
}
