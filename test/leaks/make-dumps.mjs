// Makes the dumps of the corpus: each program runs in rounds and its heap is dumped three times.
//
//   node test/leaks/make-dumps.mjs [--ruby 3.1] [--ruby 4.0] [--traced] [NAME…]
//   node test/leaks/make-dumps.mjs --record     writes what was measured into the truth files
//
// Dumps are kept, gzipped, in .cache/leaks under a name that changes with all they depend on, so each
// is made once. Every program runs in a process of its own, two at a time. A system Ruby takes
// half a second for a program, a WebAssembly one two to three seconds. Gems that a truth file names are
// installed into .cache/gems when first needed.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { findRubies, runWasm } from '../../scripts/fixtures-rubies.mjs'
import { GEMS, installGems } from '../../scripts/gems.mjs'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache/leaks', import.meta.url))
const SELF = fileURLToPath(import.meta.url)
const CONCURRENCY = 2
const DUMPS = 3
/** The gems' versions are those that run under it. */
const GEMS_RUBY = '3.1'

const read = (...path) => readFileSync(join(FOLDER, ...path), 'utf8')

/** All programs, leaks and healthy ones, in order of their names, each with its truth. */
export function programs(folders = ['programs', 'healthy']) {
  return folders.flatMap((folder) =>
    readdirSync(join(FOLDER, folder))
      .filter((file) => file.endsWith('.rb'))
      .toSorted()
      .map((file) => ({
        name: basename(file, '.rb'),
        source: read(folder, file),
        truthFile: join(FOLDER, folder, file.replace(/\.rb$/, '.json')),
        truth: JSON.parse(read(folder, file.replace(/\.rb$/, '.json'))),
      })),
  )
}

const number = (version) => {
  const [major, minor] = version.split('.').map(Number)
  return major * 100 + (minor ?? 99)
}

/** Whether the program does what its truth says under that Ruby. */
export function runsUnder({ truth }, { name, kind }) {
  const { from = '2.7', below = '999.0', threads = false } = truth.rubies ?? {}
  const version = name === 'head' ? 9900 : number(name)
  if (truth.gems !== undefined && !(kind === 'system' && name === GEMS_RUBY)) return false
  return version >= number(from) && version < number(below) && !(threads && kind === 'wasm')
}

/** Makes the three dumps, or finds them made: `{dumps: string[], measured}`. */
export async function dumpsOf(program, ruby, traced) {
  const files = new Map([
    ['leaks.rb', read('base/leaks.rb')],
    ['application.rb', read(program.truth.bare ? 'base/bare.rb' : 'base/application.rb')],
    ['program.rb', program.source],
  ])
  const { gems } = program.truth
  const bootstrap = bootstrapOf(ruby, traced, gems)
  const parts = [bootstrap, ...files.values(), ruby.kind, ruby.name]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
  const above = join(CACHE, `${ruby.name}${ruby.kind === 'wasm' ? '-wasm' : ''}`)
  const stem = `${program.name}${traced ? '.traced' : ''}.`
  const folder = join(above, `${stem}${hash}`)
  if (!existsSync(folder)) {
    mkdirSync(above, { recursive: true })
    for (const old of readdirSync(above)) {
      // Not the same dumps: somebody else may have made them just now.
      const other = old.startsWith(stem) && old.slice(stem.length) !== hash
      if (other && /^[0-9a-f]{12}$/.test(old.slice(stem.length))) {
        rmSync(join(above, old), { recursive: true, force: true })
      }
    }
    if (gems !== undefined) installGems(new Map(Object.entries(gems)), 'bin-leaks')
    const output = await run(ruby, bootstrap, files, gems !== undefined)
    await store(split(output, program.name), above, folder)
  }
  const dumps = Array.from({ length: DUMPS }, (_, i) => join(folder, `${i + 1}.json.gz`))
  return { dumps, measured: JSON.parse(readFileSync(join(folder, 'measured.json'), 'utf8')) }
}

/** Files are compiled under the same made-up paths everywhere, and their text is not kept. */
function bootstrapOf({ kind }, traced, gems = {}) {
  const folder = kind === 'wasm' ? '/app' : '.'
  return [
    "require 'objspace'",
    '$stdout.binmode',
    '$VERBOSE = nil',
    'srand(1)',
    ...Object.entries(gems).map(([gem, version]) => `gem '${gem}', '${version}'`),
    traced ? 'ObjectSpace.trace_object_allocations_start' : '',
    ...[
      ['leaks.rb', '/srv/rounds/leaks.rb'],
      ['application.rb', '/srv/shop/app/application.rb'],
      ['program.rb', '/srv/shop/app/program.rb'],
    ].map(
      ([file, path]) =>
        `RubyVM::InstructionSequence.compile(File.read('${folder}/${file}', encoding: 'UTF-8'), ` +
        `'${path}', '${path}').eval`,
    ),
  ].join('\n')
}

async function run(ruby, bootstrap, files, hasGems) {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-leak-'))
  try {
    for (const [file, content] of files) writeFileSync(join(folder, file), content)
    writeFileSync(join(folder, 'main.rb'), bootstrap)
    const [command, args] =
      ruby.kind === 'wasm'
        ? [process.execPath, [SELF, '--wasm', ruby.name, folder]]
        : steadily('ruby', hasGems ? ['main.rb'] : ['--disable-gems', 'main.rb'])
    // An environment of its own: dumps hold it.
    const child = spawn(command, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        LANG: 'C.UTF-8',
        LOUPE_RUBIES: process.env.LOUPE_RUBIES,
        ...(hasGems && { GEM_HOME: GEMS, GEM_PATH: GEMS }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    const complaint = text(child.stderr)
    const code = await new Promise((done, fail) => child.on('error', fail).on('close', done))
    if (code !== 0) throw new Error(`ended with ${code}: ${(await complaint).trim()}`)
    return Buffer.concat(chunks)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** With the same addresses each time, where the system can: call caches depend on them. */
function steadily(command, args) {
  steady ??= spawnSync('setarch', ['-R', 'true']).status === 0
  return steady ? ['setarch', ['-R', command, ...args]] : [command, args]
}
let steady

/** `#` never starts a line of a dump. */
function split(output, name) {
  const dumps = []
  let at = 0
  for (let i = 1; i <= DUMPS; i++) {
    const marker = output.indexOf(`#dump ${i}\n`, at)
    if (marker < 0) throw new Error(`${name} wrote no dump ${i}`)
    if (i > 1) dumps.push(output.subarray(at, marker))
    at = marker + `#dump ${i}\n`.length
  }
  const end = output.indexOf('\n#measured ', at)
  if (end < 0) throw new Error(`${name} did not say what it leaked`)
  dumps.push(output.subarray(at, end + 1))
  return { dumps, measured: output.subarray(end + '\n#measured '.length).toString() }
}

async function store({ dumps, measured }, above, folder) {
  const made = mkdtempSync(join(above, '.made-'))
  const packed = await Promise.all(dumps.map((dump) => promisify(gzip)(dump, { level: 1 })))
  packed.forEach((dump, i) => writeFileSync(join(made, `${i + 1}.json.gz`), dump))
  writeFileSync(join(made, 'measured.json'), measured)
  try {
    renameSync(made, folder)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // Else somebody else was quicker, with the same dumps.
  }
}

/** Runs the jobs, two at a time; gives back their results in order. */
export async function together(jobs) {
  const results = []
  let next = 0
  const lane = async () => {
    while (next < jobs.length) {
      const at = next++
      results[at] = await jobs[at]()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
  return results
}

async function runUnderWasm(name, folder) {
  const files = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]))
  const main = String(files.get('main.rb'))
  const texts = new Map([...files].map(([file, content]) => [file, String(content)]))
  process.stdout.write(await runWasm(name, main, texts))
}

/** What a round added, on average over the rounds after the first dump. */
export function perRound({ counts, bytes }) {
  const mean = (all) => Math.round((all.at(-1) - all[0]) / (all.length - 1))
  return { count: mean(counts), bytes: mean(bytes) }
}

function record(program, measured) {
  const truth = { ...program.truth, perRound: perRound(measured) }
  writeFileSync(program.truthFile, `${JSON.stringify(truth, null, 2)}\n`)
}

async function main(args) {
  const asked = args.flatMap((arg, i) => (args[i - 1] === '--ruby' ? [arg] : []))
  const names = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--ruby')
  const rubies = findRubies()
  const chosen = asked.length === 0 ? rubies.slice(0, 1) : asked.map((name) => find(rubies, name))
  const jobs = chosen.flatMap((ruby) =>
    programs()
      .filter((program) => names.length === 0 || names.includes(program.name))
      .filter((program) => runsUnder(program, ruby))
      .map((program) => async () => {
        const start = performance.now()
        const { measured, dumps } = await dumpsOf(program, ruby, args.includes('--traced')).catch(
          (error) => {
            throw new Error(`${program.name} under ${ruby.title}: ${error.message}`)
          },
        )
        const { count, bytes } = perRound(measured)
        const took = ((performance.now() - start) / 1000).toFixed(1)
        console.log(`${ruby.name} ${program.name}: +${count}, +${bytes} B a round, ${took} s`)
        if (args.includes('--paths')) console.log(dumps.join('\n'))
        if (args.includes('--record')) record(program, measured)
      }),
  )
  await together(jobs)
}

function find(rubies, name) {
  const ruby = rubies.find((each) => each.name === name)
  if (ruby === undefined) throw new Error(`There is no Ruby ${name} here; run npm run fixtures.`)
  return ruby
}

if (process.argv[1] && resolve(process.argv[1]) === SELF) {
  const [first, ...others] = process.argv.slice(2)
  try {
    if (first === '--wasm') await runUnderWasm(others[0], others[1])
    else await main(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
