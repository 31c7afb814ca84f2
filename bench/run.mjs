// Measures Loupe beside other ways to read the same dumps, and says which targets are met.
//
//   npm run bench [-- --only 0.1m,1m --runs 3 --no-comparators --save]
//
// A whole run is written to bench/results/; one with --only or --no-comparators just when --save
// is given. LOUPE_BIN measures another build, RUBY chooses the Ruby.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { comparators, installComparators } from './lib/comparators.mjs'
import { dumpFolder, dumpPath, dumps, laterPath } from './lib/dumps.mjs'
import { describeMachine, slugOf } from './lib/machine.mjs'
import { measure } from './lib/measure.mjs'
import { report } from './lib/table.mjs'
import { growthOf, targetsOf } from './lib/targets.mjs'
import { makeDump, ruby, rubyVersion } from './make-dumps.mjs'

/** Forty instances, held by a closure some steps from the root. */
const CLASS_SOUGHT = 'Shop::ReportRun'
/** What took longer than this is not run again. */
const SLOW = 20_000

const root = fileURLToPath(new URL('..', import.meta.url))
const results = fileURLToPath(new URL('results/', import.meta.url))
const notes = []

function say(text) {
  console.error(text)
  if (/skipped/.test(text) && !notes.includes(text)) notes.push(text)
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

const options = readOptions()
const busy = loadavg()[0] > 0.7 ? loadavg()[0].toFixed(1) : null
const version = rubyVersion()
const bin = findLoupe()
if (options.comparators) installComparators(version && ruby, say)

const measured = []
for (const dump of options.dumps) {
  const made = makeDump(dump, { say })
  if (made) measured.push(await measureDump(dump, made))
}
if (busy) notes.push(`The machine was busy at the start (load ${busy}): the numbers are too high.`)
if (measured.length === 0) {
  console.error('nothing to measure')
  process.exit(1)
}

const byName = (name) => measured.find((dump) => dump.name === name)
const result = {
  machine: describeMachine(version),
  runs: options.runs,
  dumps: measured,
  growth: growthOf(byName('1m'), byName('10m')),
  notes,
}
const text = report(result)
console.log(text)
if (options.save) {
  mkdirSync(results, { recursive: true })
  const name = `${result.machine.date}-${slugOf(result.machine)}.json`
  writeFileSync(join(results, name), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(results, 'latest.md'), text)
  console.error(`written to bench/results/${name} and latest.md`)
}

async function measureDump(dump, made) {
  const path = dumpPath(dump)
  const others = options.comparators
    ? comparators(dump, path, { ruby: version && ruby, className: CLASS_SOUGHT, say })
    : [{ measure: 'cat', command: 'cat', args: [path] }]
  const measures = [...others, ...(bin ? loupeMeasures(dump, path) : [])]
  const runs = measures.map(() => [])
  await measure('cat', [path])
  for (let round = 0; round < options.runs; round++) {
    // On the dump's own disk: an index of ten million objects is no guest for a small /tmp.
    const caches = mkdtempSync(join(dumpFolder, 'cache-'))
    for (const [index, each] of measures.entries()) {
      const before = runs[index][0]
      if (before && (!before.ok || before.milliseconds > SLOW)) continue
      progress(`${dump.name}, run ${round + 1}: ${each.measure}`)
      const env = each.cache ? { LOUPE_CACHE_DIR: join(caches, each.cache) } : {}
      if (each.cache) mkdirSync(env.LOUPE_CACHE_DIR, { recursive: true })
      runs[index].push(await measure(each.command, each.args, { env: { ...each.env, ...env } }))
    }
    rmSync(caches, { recursive: true })
  }
  progress('')
  const rows = measures.map((each, index) => rowOf(each, runs[index]))
  const row = (name) => rows.find((each) => each.measure === name && each.ok)
  return {
    name: dump.name,
    objects: made.objects,
    bytes: statSync(path).size,
    traced: dump.traced,
    madeBy: made.ruby,
    rows,
    targets: bin ? targetsOf(dump.name, row) : [],
  }
}

/** Measures of one `cache` share a folder within a round: the first finds it empty. */
function loupeMeasures(dump, path) {
  const loupe = (name, cache, ...args) => ({
    measure: name,
    loupe: true,
    command: process.execPath,
    args: [bin, ...args],
    env: { LOUPE_TIMINGS: '1' },
    cache,
  })
  return [
    loupe('summary, no index', 'none', 'summary', path, '--no-index'),
    loupe('summary, cold', 'summary', 'summary', path),
    loupe('summary, warm', 'summary', 'summary', path),
    // From the index that the summary left.
    loupe('why, warm', 'summary', 'why', path),
    loupe('path, cold', 'path', 'path', path, CLASS_SOUGHT),
    loupe('path, warm', 'path', 'path', path, CLASS_SOUGHT),
    // When nil is printed, the console was ready for a question; the index is finished after that.
    loupe('console, cold', 'console', 'console', path, '-e', 'nil'),
    loupe('console, warm', 'console', 'console', path, '-e', 'nil'),
    ...(dump.later
      ? [
          loupe('diff, cold', 'diff', 'diff', path, laterPath(dump)),
          loupe('diff, warm', 'diff', 'diff', path, laterPath(dump)),
        ]
      : []),
  ]
}

function rowOf(each, runs) {
  const failed = runs.find((run) => !run.ok)
  const sorted = runs.toSorted((a, b) => a.milliseconds - b.milliseconds)
  const best = sorted[0]
  const peaks = runs.map((run) => run.peakBytes).filter((peak) => peak !== null)
  return {
    measure: each.measure,
    loupe: each.loupe ?? false,
    ok: !failed,
    why: failed?.why.replaceAll(root, '') ?? null,
    milliseconds: best.milliseconds,
    medianMilliseconds: sorted[sorted.length >> 1].milliseconds,
    answerMilliseconds: best.answerMilliseconds,
    // The largest of all runs: memory that was needed once is memory needed.
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
    runs: runs.length,
    phases: best.phases,
  }
}

function findLoupe() {
  if (process.env.LOUPE_BIN) return process.env.LOUPE_BIN
  const built = join(root, 'dist', 'loupe.js')
  if (!existsSync(built)) {
    spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' })
  }
  if (existsSync(built)) return built
  say('loupe: skipped, dist/loupe.js is not there and could not be built')
  return null
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '3' },
      'no-comparators': { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
    },
  })
  const names = values.only?.split(',') ?? dumps.map((dump) => dump.name)
  const unknown = names.filter((name) => !dumps.some((dump) => dump.name === name))
  const runs = Number(values.runs)
  if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
    console.error(`--only takes ${dumps.map((dump) => dump.name).join(',')}; --runs a number`)
    process.exit(2)
  }
  return {
    dumps: dumps.filter((dump) => names.includes(dump.name)),
    runs,
    comparators: !values['no-comparators'],
    save: values.save || (!values.only && !values['no-comparators']),
  }
}
