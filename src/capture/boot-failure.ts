// An application that does not boot: its own error, shortened to what tells something, and what to try.

import { relative } from 'node:path'
import { LoupeError } from '../base/errors.ts'

export interface BootFailure {
  /** The exception's class; absent where the process just ended. */
  readonly error?: string
  /** Our own words, not the application's. */
  readonly ours?: boolean
  readonly message: string
  readonly backtrace: readonly string[]
  /** Of the process, where it ended without a word. */
  readonly ended?: string
}

const LINES_SHOWN = 6
const FRAMES_SHOWN = 3

/** `log`: the file with what the application printed; `tail`: its last lines. */
export function bootError(
  failure: BootFailure,
  folder: string,
  log: string,
  tail: readonly string[],
): LoupeError {
  const { error, ours = false, message, backtrace, ended } = failure
  const told =
    error === undefined
      ? `The application did not boot: its process ${ended ?? 'ended'}.`
      : `The application did not boot: ${ours ? '' : `${error}: `}${shortened(message)}`
  const frames = ours ? [] : ownFrames(backtrace, folder).map((frame) => `    at ${frame}`)
  const printed =
    error === undefined || error === 'SystemExit' ? tail.map((line) => `    ${line}`) : []
  const advice = adviceFor([`${error ?? ''}: ${message}`, ended ?? '', ...tail].join('\n'))
  return new LoupeError(
    'app-failed',
    [told, ...frames, ...printed].join('\n'),
    tail.length === 0 ? advice : `${advice}\nAll that it printed: ${log}`,
  )
}

function shortened(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.slice(0, LINES_SHOWN).map((line) => line.slice(0, 300))
  const more = lines.length - shown.length
  return [...shown, ...(more > 0 ? [`… (${more} more lines)`] : [])].join('\n    ')
}

/** The application's own lines first; those of gems where there are no others. */
function ownFrames(backtrace: readonly string[], folder: string): string[] {
  const frames = backtrace.filter(
    (frame) => !/loupe_(?:exercise|require_cost)\.rb|<internal:/.test(frame),
  )
  const own = frames.filter((frame) => frame.startsWith(`${folder}/`) && !/\/gems\//.test(frame))
  return (own.length > 0 ? own : frames).slice(0, FRAMES_SHOWN).map((frame) => {
    const near = relative(folder, frame)
    return near.startsWith('..') ? frame : near
  })
}

const ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /neither config\/environment\.rb nor config\.ru/,
    'Run loupe exercise in the folder of a Rails or Rack application.',
  ],
  [
    /needs the gem rack/,
    'Put rack into its Gemfile and run bundle install, or, without a Gemfile: gem install rack.',
  ],
  [
    /secret_key_base/i,
    'Production wants a secret key: set SECRET_KEY_BASE to anything for this run, or from Rails 7.1 on ' +
      'SECRET_KEY_BASE_DUMMY=1.',
  ],
  [
    /MessageEncryptor|MissingKeyError|master.?key|credentials/i,
    'Its credentials cannot be read: set RAILS_MASTER_KEY, or name an environment without them ' +
      '(RAILS_ENV=development).',
  ],
  [
    /Bundler::(GemNotFound|GitError|GemfileNotFound)|Could not find .* in (locally|any)/,
    'Its gems are not all there: run bundle install, with the same Ruby.',
  ],
  [
    /RubyVersionMismatch|Your Ruby version is/,
    'It wants another Ruby: put that one first on PATH, or name it with --ruby.',
  ],
  [
    /PG::|Mysql2|Trilogy|SQLite3|ConnectionNotEstablished|NoDatabaseError|PendingMigration/,
    'It wants its database: start it, and see that DATABASE_URL (or config/database.yml for this ' +
      'environment) leads to one that can be spared.',
  ],
  [
    /Redis|CannotConnectError|ECONNREFUSED|Errno::ECONN/,
    'It wants a service that does not answer: start it, or set the variable that names another one.',
  ],
  [
    /KeyError: key not found: "([A-Z0-9_]+)"/,
    'It wants $1 in the environment: set it for this run.',
  ],
  [
    /LoadError|cannot load such file/,
    'Something is not there to be required. A gem of the Gemfile may be in another group than that of ' +
      'this environment: try RAILS_ENV=development.',
  ],
  [
    /no such command|ENOENT/,
    'Put the Ruby of the application first on PATH, or name it with --ruby.',
  ],
]

const OTHERWISE =
  'See whether it boots by itself: RAILS_ENV=production bundle exec rails runner 1, or for Rack ' +
  'RACK_ENV=production bundle exec rackup. Another environment: RAILS_ENV=development loupe exercise …'

function adviceFor(text: string): string {
  for (const [pattern, advice] of ADVICE) {
    const match = pattern.exec(text)
    if (match !== null) return advice.replace('$1', match[1] ?? '')
  }
  return OTHERWISE
}
