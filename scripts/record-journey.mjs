// Writes what the commands in docs/journey.md print, and those about Rails in docs/why.md, by running them
// again on examples/rails-7.1:
//
//   npm run gems && npm run build && node scripts/record-journey.mjs [docs/why.md]
//
// A document is its own script. A block that comes after a comment `<!-- record -->` begins with a
// command, `$ …`, and the rest of the block is replaced by what that prints; lines `loupe> …` in it are
// typed into the console that the command opens. Escapes are taken out, and what is cut is marked:
// `rows=N` leaves N lines of a stretch between blank lines, `without=A|B` takes out stretches that begin
// so, each with `…` in its place. A comment `<!-- run COMMAND -->` is run and shows nothing.
//
// Everything runs in /tmp/journey, so that the paths it prints are plain: works is a copy of the example,
// gems one of what `npm run gems` installed.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loupe, openTerminal, plainText } from '../test/console/terminal.mjs'
import { APP_VERSIONS, GEMS, whyNoGems } from './gems.mjs'

const COLUMNS = 96
const HOME = '/tmp/journey'
const MANUALS = ['docs/journey.md', 'docs/why.md']
const example = fileURLToPath(new URL('../examples/rails-7.1', import.meta.url))

const BLOCK = /<!-- run (?<run>.*?) -->\n|<!-- record(?<how>.*?) -->\n```\n(?<block>[^]*?)```\n/g
const PROMPT = 'loupe> '

const { NO_COLOR: _1, FORCE_COLOR: _2, RUBYOPT: _3, GEM_PATH: _4, ...inherited } = process.env
const environment = {
  ...inherited,
  COLUMNS: String(COLUMNS),
  GEM_HOME: join(HOME, 'gems'),
  LOUPE_CACHE_DIR: join(HOME, 'cache'),
  PATH: `${join(HOME, 'bin')}:${process.env.PATH}`,
}

/** The example in a folder of its own, and a `loupe` that is the built one. Throws where HOME exists. */
function furnish() {
  mkdirSync(HOME, { mode: 0o700 })
  const works = join(HOME, 'works')
  const isMade = /\/(tmp|log|loupe-\d[^/]*|Gemfile\.lock)$/
  cpSync(example, works, { recursive: true, filter: (name) => !isMade.test(name) })
  // A link would not do: Bundler follows it, and prints the path behind it.
  cpSync(GEMS, join(HOME, 'gems'), { recursive: true })
  mkdirSync(join(HOME, 'bin'))
  const command = loupe.map((word) => `'${word}'`).join(' ')
  writeFileSync(join(HOME, 'bin/loupe'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 })
  return works
}

/** What a command line prints on standard output. Its progress, on standard error, is left out. */
function printed(line, folder) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(`${line} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** The console as a person has it, with these lines typed. */
async function typed(command, lines, folder) {
  const terminal = openTerminal(['sh', '-c', command], {
    cwd: folder,
    env: environment,
    columns: COLUMNS,
  })
  try {
    let text = await terminal.opening
    for (const line of lines) {
      if (line === 'exit') break
      text += `${PROMPT}${line}\n${await terminal.ask(line)}`
    }
    terminal.press('exit\r')
    await terminal.ended
    return `${text}${PROMPT}exit\n`
  } finally {
    terminal.kill()
  }
}

/** `rows` and `without` of a block's comment, see above. */
function cut(text, { rows = Infinity, without = [] }) {
  const stretches = text.trimEnd().split(/\n{2,}/)
  const kept = stretches.map((stretch) => {
    if (without.some((start) => stretch.startsWith(start))) return '…'
    const lines = stretch.split('\n')
    return lines.length <= rows ? stretch : `${lines.slice(0, rows).join('\n')}\n  …`
  })
  return kept.filter((each, n) => each !== '…' || kept[n - 1] !== '…').join('\n\n')
}

function options(comment) {
  const rows = /rows=(\d+)/.exec(comment)?.[1]
  const without = /without=(.*)$/.exec(comment.trim())?.[1]
  return {
    ...(rows === undefined ? {} : { rows: Number(rows) }),
    without: without === undefined ? [] : without.split('|'),
  }
}

async function record(comment, block, folder) {
  const [command, ...rest] = block.split('\n')
  if (!command.startsWith('$ ')) throw new Error(`a block begins with no command: ${command}`)
  const line = command.slice(2)
  process.stderr.write(`${line}\n`)
  const lines = rest.filter((each) => each.startsWith(PROMPT))
  const inputs = lines.map((each) => each.slice(PROMPT.length))
  const text = inputs.length === 0 ? printed(line, folder) : await typed(line, inputs, folder)
  const plain = plainText(text).replace(/[ \t]+$/gm, '')
  return `<!-- record${comment} -->\n\`\`\`\n${command}\n${cut(plain, options(comment))}\n\`\`\`\n`
}

const missing = whyNoGems([...APP_VERSIONS.keys()], APP_VERSIONS)
if (missing !== undefined) throw new Error(missing)
const wanted = process.argv.slice(2)
for (const name of MANUALS) {
  if (wanted.length === 0 || wanted.includes(name)) await recordManual(name)
}

async function recordManual(name) {
  const manual = new URL(`../${name}`, import.meta.url)
  const folder = furnish()
  try {
    const before = readFileSync(manual, 'utf8')
    let after = ''
    let at = 0
    for (const match of before.matchAll(BLOCK)) {
      const { run, how, block } = match.groups
      after += before.slice(at, match.index)
      if (run === undefined) after += await record(how, block, folder)
      else {
        process.stderr.write(`${run}\n`)
        printed(run, folder)
        after += match[0]
      }
      at = match.index + match[0].length
    }
    if (at === 0) throw new Error(`${name} has nothing to record`)
    writeFileSync(manual, after + before.slice(at))
  } finally {
    rmSync(HOME, { recursive: true, force: true })
  }
}
