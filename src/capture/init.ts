// What `loupe init` writes into an application: bin/profile, which runs a command as in production; the
// agent, as a file of the application's own, so that it is there wherever the application is; and
// what loads it, an initializer of Rails or a line in config.ru. Nothing is written here without
// having been planned, and a plan of what is there already is empty.

import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LoupeError } from '../base/errors.ts'
import { whyNoApp } from './exercise-app.ts'
import { rubyFile } from './ruby-files.ts'
import { fileError } from './temporary-files.ts'

export interface Change {
  /** From the folder of the application. */
  readonly path: string
  /** Null where there is no such file yet. */
  readonly before: string | null
  readonly after: string
  readonly mode: number
  /** Too long to be shown, and the same for everybody. */
  readonly copy: boolean
}

export interface InitPlan {
  readonly kind: 'rails' | 'rack'
  /** What is to be written; what is as it should be is not among them. */
  readonly changes: readonly Change[]
  /** Files that somebody else has written under these names: not touched. */
  readonly left: readonly string[]
}

const MARK = 'Written by `loupe init`'
const AGENT = 'vendor/loupe/loupe_agent.rb'

const PROFILE = `#!/usr/bin/env ruby
# frozen_string_literal: true

# ${MARK}. Runs a command as in production, to look at its memory on this machine:
#
#   bin/profile bin/rails server
#   bin/profile bundle exec puma
#   bin/profile loupe exercise --path /works/1
#
# What is set already stays: RAILS_ENV=staging bin/profile … runs it as staging. Secrets are not touched:
# SECRET_KEY_BASE, RAILS_MASTER_KEY, DATABASE_URL and the like are yours to give.

abort 'Usage: bin/profile COMMAND …' if ARGV.empty?

environment = ENV['RAILS_ENV'] || ENV['RACK_ENV'] || 'production'
{
  'RAILS_ENV' => environment,
  'RACK_ENV' => environment,
  'RAILS_LOG_TO_STDOUT' => '1',
  'RAILS_SERVE_STATIC_FILES' => '1',
  'FORCE_SSL' => 'false'
}.each { |name, value| ENV[name] ||= value }

begin
  exec(*ARGV)
rescue SystemCallError => e
  abort "bin/profile: #{ARGV.first} cannot be run: #{e.message}"
end
`

const INITIALIZER = `# frozen_string_literal: true

# ${MARK}. The agent waits on a socket that only this user can reach, and does nothing until it is
# asked for a heap dump: loupe ps, loupe capture --pid PID. LOUPE_AGENT=off leaves it out.
unless ENV['LOUPE_AGENT'] == 'off' || Rails.env.test? || defined?(LoupeAgent)
  require Rails.root.join('${AGENT.replace(/\.rb$/, '')}').to_s
end
`

/** A line for config.ru. */
const REQUIRE =
  `require_relative '${AGENT.replace(/\.rb$/, '')}' unless defined?(LoupeAgent) # ` +
  `${MARK}: see loupe ps\n`

/** Throws LoupeError 'usage' where there is no application. */
export function planInit(folder: string): InitPlan {
  const whyNot = whyNoApp(folder)
  if (whyNot !== undefined) {
    throw new LoupeError('usage', whyNot, 'Run loupe init in the folder of an application.')
  }
  const kind = textOf(join(folder, 'config/environment.rb')) === null ? 'rack' : 'rails'
  const wanted: Change[] = [
    wantedFile(folder, 'bin/profile', PROFILE, 0o755),
    { ...wantedFile(folder, AGENT, readFileSync(rubyFile('loupe_agent.rb'), 'utf8')), copy: true },
    kind === 'rails'
      ? wantedFile(folder, 'config/initializers/loupe.rb', INITIALIZER)
      : requiringLine(folder),
  ]
  const changes: Change[] = []
  const left: string[] = []
  for (const change of wanted) {
    if (change.before === change.after) continue
    if (isForeign(change)) left.push(change.path)
    else changes.push(change)
  }
  return { kind, changes, left }
}

/** Writes what was planned. Throws LoupeError where a file has changed since, or may not be written. */
export function writeInit(folder: string, { changes }: InitPlan): void {
  for (const { path, before } of changes) {
    if (textOf(join(folder, path)) !== before) {
      throw new LoupeError('changed', `${path} has changed meanwhile.`, 'Run loupe init again.')
    }
  }
  for (const { path, after, mode } of changes) {
    const file = join(folder, path)
    const temporary = `${file}.${process.pid}.part`
    try {
      mkdirSync(dirname(file), { recursive: true })
      const kept = statSync(file, { throwIfNoEntry: false })?.mode
      writeFileSync(temporary, after, { flag: 'wx' })
      chmodSync(temporary, kept === undefined ? mode : kept & 0o777)
      renameSync(temporary, file)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw fileError(error, path)
    }
  }
}

function wantedFile(folder: string, path: string, after: string, mode = 0o644): Change {
  return { path, before: textOf(join(folder, path)), after, mode, copy: false }
}

/** Below the comments at its head, which may be magic. */
function requiringLine(folder: string): Change {
  const path = 'config.ru'
  const before = textOf(join(folder, path)) ?? ''
  if (before.includes('loupe_agent'))
    return { path, before, after: before, mode: 0o644, copy: false }
  const lines = before.split(/(?<=\n)/)
  let at = 0
  while (at < lines.length && /^\s*(#|$)/.test(lines[at] ?? '')) at++
  const head = lines.slice(0, at).join('')
  const gap = head === '' || head.endsWith('\n') ? '' : '\n'
  const after = `${head}${gap}${REQUIRE}${lines.slice(at).join('')}`
  return { path, before, after, mode: 0o644, copy: false }
}

/** A file of that name that is neither ours nor one that only gets a line. */
function isForeign({ path, before }: Change): boolean {
  if (before === null || path === 'config.ru') return false
  return !(path === AGENT ? before.includes('module LoupeAgent') : before.includes(MARK))
}

/** Null for no file. Throws LoupeError for what is there but no plain file. */
function textOf(file: string): string | null {
  const stat = lstatSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return null
  if (stat.isFile()) return readFileSync(file, 'utf8')
  throw new LoupeError('usage', `${file} is no plain file.`, 'Move it away, and run it again.')
}
