// Brings the agent into a process that has the rbtrace gem loaded: the gem's own channel, by the
// process's own Ruby and its own version of the gem, evaluates the one line that loads it.
// ruby/loupe_rbtrace.rb says how. rbtrace does not tell what became of it; the agent's answer does.

import { readlinkSync } from 'node:fs'
import { elsewhere, refusal, stopped } from './injection-plan.ts'
import { agentFile, agentWithin, loadingCode } from './load-agent.ts'
import { isElsewhere, mappedFiles, statusOf } from './process-files.ts'
import type { MappedFile } from './process-files.ts'
import { rubyFile } from './ruby-files.ts'
import { runLimited } from './run-limited.ts'

export interface RbtraceGem {
  /** '0.5.4'; undefined for one that is not from a released gem. */
  readonly version: string | undefined
  /** The folders with the gems of the process, rbtrace's first. */
  readonly homes: readonly string[]
  /** Where its Ruby files are; only of one that RubyGems does not know, as Bundler has it from git. */
  readonly library?: string
}

export interface RbtraceOptions {
  /** Milliseconds for the gem to attach, send and detach. Default 15,000. */
  readonly limit?: number
  /** Milliseconds until the agent must answer. Default 5,000. */
  readonly patience?: number
  /** The Ruby to run it with; that of the process by default. */
  readonly ruby?: string
}

const GEM_FILE = /^(.*)\/(?:gems|extensions\/[^/]+\/[^/]+)\/([^/]+)\//

/** What the process has of rbtrace; undefined where that is not loaded, or cannot be seen. */
export function rbtraceOf(pid: number): RbtraceGem | undefined {
  try {
    return rbtraceIn(mappedFiles(pid))
  } catch {
    return undefined // no such process, another user's, or not Linux
  }
}

export function rbtraceIn(files: readonly MappedFile[]): RbtraceGem | undefined {
  const own = files.find(({ path }) => path.endsWith('/rbtrace.so'))
  if (own === undefined) return undefined
  const gems = files.flatMap(({ path }) => {
    const [, home, gem] = GEM_FILE.exec(path) ?? []
    return home === undefined || gem === undefined
      ? []
      : [{ home: home.replace(/\/bundler$/, ''), gem, path }]
  })
  const gem = gems.find(({ path }) => path === own.path)
  const [, version] = /^rbtrace-(\d+(?:\.\w+)+)$/.exec(gem?.gem ?? '') ?? []
  const homes = new Set([gem, ...gems].flatMap((each) => (each === undefined ? [] : [each.home])))
  const library = /^(.*\/bundler\/gems\/[^/]+)\//.exec(own.path)?.[1]
  return {
    version,
    homes: [...homes],
    ...(library === undefined ? {} : { library: `${library}/lib` }),
  }
}

/** The path at which the agent answers. Throws LoupeError `no-agent`. */
export async function loadByRbtrace(
  pid: number,
  gem: RbtraceGem,
  { limit = 15_000, patience = 5000, ruby }: RbtraceOptions = {},
): Promise<string> {
  if (isElsewhere(pid)) throw elsewhere(pid)
  // The gem and the Ruby that are run are the process's own: another user's code is not run here,
  // least of all by root.
  const user = process.geteuid?.()
  const status = statusOf(pid)
  if (status !== undefined && user !== undefined && status.uid !== user) {
    throw refusal(
      `Process ${pid} has rbtrace loaded, but belongs to another user, whose gems are not run.`,
      'Run loupe as that user.',
    )
  }
  // Before Ruby starts, because a stopped process takes no message and rbtrace waits for long.
  if (status?.state === 'T' || status?.state === 't') throw stopped(pid)
  const code = `Thread.new{${loadingCode(agentFile())}}`
  const said = await talk(ruby ?? rubyOf(pid), gem, pid, code, limit)
  if (!/^sent$/m.test(said)) throw notSent(said, pid)
  const there = await agentWithin(pid, patience)
  if (there !== undefined) return there.path
  throw refusal(
    `rbtrace asked process ${pid} to load the agent, and it does not answer.`,
    'Its user may have to be able to read the file of the agent, or LOUPE_AGENT=off is set there.',
  )
}

function rubyOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
  } catch {
    return 'ruby'
  }
}

async function talk(
  ruby: string,
  { version, homes, library }: RbtraceGem,
  pid: number,
  code: string,
  limit: number,
): Promise<string> {
  const pin = version === undefined ? [] : ['-e', `gem 'rbtrace','${version}'`]
  const path = library === undefined ? [] : ['-I', library]
  const script = ['-e', 'load ARGV.shift', '--', rubyFile('loupe_rbtrace.rb'), String(pid)]
  const env = {
    // An empty entry is Ruby's own gems.
    GEM_PATH: [...homes, ''].join(':'),
    GEM_HOME: undefined,
    RUBYOPT: undefined,
    BUNDLE_GEMFILE: undefined,
    LC_ALL: 'C.UTF-8',
  }
  const run = await runLimited(ruby, [...path, ...pin, ...script], { limit, env, input: code })
  if (run.problem !== undefined) return `failed no-ruby ${run.problem.message}`
  return run.late ? 'failed late' : run.text
}

function notSent(said: string, pid: number): Error {
  const [, code = '', why = ''] = /^failed (\S+) ?(.*)$/m.exec(said) ?? []
  const again = 'Try again, or restart the process with the agent: loupe capture -- COMMAND'
  switch (code) {
    case 'in-use':
      return refusal(
        `Somebody else traces process ${pid} with rbtrace, or did until a crash.`,
        `End that rbtrace first; if there is none, remove /tmp/rbtrace-${pid}.sock`,
      )
    case 'no-gem':
    case 'no-ruby':
      return refusal(
        `Process ${pid} has rbtrace loaded, but it cannot be run here: ${why}.`,
        'Run loupe where the gems of the process are.',
      )
    case 'too-long':
      return refusal(`The path of Loupe is too long for rbtrace: ${why}.`)
    case 'late':
      return refusal(`rbtrace did not come to an end with process ${pid} and was stopped.`, again)
    case '': {
      const last = said.trim().split('\n').at(-1) ?? ''
      return refusal(`rbtrace failed with process ${pid}: ${last || 'it said nothing'}`, again)
    }
    default:
      return refusal(`rbtrace does not come through to process ${pid}: ${why}.`, again)
  }
}
