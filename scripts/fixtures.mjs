// npm run fixtures: installs the WebAssembly Rubies and has every Ruby here write its dumps.
//
// Tests read committed dumps (test/fixtures) and dumps that are made while they run (test/rubies.ts).
// The first need nothing. The second need these Rubies, 500 MB in a folder outside git and outside
// the package's dependencies: .cache/rubies, or wherever LOUPE_RUBIES says. The dumps go below it,
// into `made`. What is there already is not done again; `--again` remakes the dumps.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { PACKAGES, RUBIES, findMissing, findRubies, isInstalled } from './fixtures-rubies.mjs'

const KITCHEN_SINK = fileURLToPath(new URL('fixtures-kitchen-sink.rb', import.meta.url))
const MADE = join(RUBIES, 'made')
const again = process.argv.includes('--again')

/** Variant -> what makes it and the first Ruby that has it. */
const kitchenSink = readFileSync(KITCHEN_SINK, 'utf8')
const VARIANTS = {
  bare: { script: '', options: {}, since: 2.1 },
  kitchen: { script: kitchenSink, options: { trace: true, collections: 3 }, since: 2.1 },
  full: { script: kitchenSink, options: { trace: true, dumpArguments: 'full: true' }, since: 2.5 },
  since: {
    script: `$mark = GC.count\nGC.start\n${kitchenSink}`,
    options: { trace: true, dumpArguments: 'since: $mark + 1' },
    since: 3.0,
  },
  'no-shapes': { script: kitchenSink, options: { dumpArguments: 'shapes: false' }, since: 3.2 },
  'some-shapes': {
    script: `$shape = RubyVM.stat(:next_shape_id)\n${kitchenSink}`,
    options: { dumpArguments: 'shapes: $shape' },
    since: 3.2,
  },
}

function install() {
  const wanted = [...PACKAGES.keys()].filter((name) => !isInstalled(name))
  if (wanted.length === 0) return say(`The WebAssembly Rubies are installed in ${here(RUBIES)}.`)
  say(`Installing ${wanted.join(', ')} into ${here(RUBIES)} (160 MB to fetch, 500 MB on disk) …`)
  mkdirSync(RUBIES, { recursive: true })
  // All of them each time: npm removes what it was not told of from a folder without a manifest.
  const specs = [...PACKAGES].map(([name, version]) => `${name}@${version}`)
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', RUBIES, '--no-save', '--no-audit', '--no-fund', ...specs],
    { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  )
  if (status === 0 && [...PACKAGES.keys()].every(isInstalled)) return
  const reason = error ? error.message : `npm ended with ${status}`
  throw new Error(
    `The WebAssembly Rubies could not be installed (${reason}).\n` +
      'They come from the npm registry: check that `npm ping` works, then run npm run fixtures\n' +
      'again. The tests that need them say that they are skipped; all others run without.',
  )
}

async function makeDumps() {
  mkdirSync(MADE, { recursive: true })
  for (const ruby of findRubies()) {
    const number = ruby.name === 'head' ? Infinity : Number(ruby.name)
    for (const [variant, { script, options, since }] of Object.entries(VARIANTS)) {
      if (number < since) continue
      const path = join(MADE, `${ruby.kind}-${ruby.name}-${variant}.json.gz`)
      if (!again && isNewer(path)) continue
      const started = performance.now()
      const dump = await ruby.dump(script, options)
      writeFileSync(`${path}.part`, gzipSync(dump))
      renameSync(`${path}.part`, path) // A run that is broken off leaves no half dump behind.
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      say(`${here(path)}: ${(dump.length / 1e6).toFixed(1)} MB, ${seconds} s`)
    }
  }
}

const scripts = [KITCHEN_SINK, fileURLToPath(import.meta.url)]
const isNewer = (path) =>
  existsSync(path) && scripts.every((script) => statSync(path).mtimeMs > statSync(script).mtimeMs)

const here = (path) => relative(process.cwd(), path) || '.'
const say = (line) => process.stdout.write(`${line}\n`)

try {
  install()
  await makeDumps()
  for (const { sentence } of findMissing()) say(sentence)
  say(`Dumps of ${findRubies().length} Rubies are in ${here(MADE)}.`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
