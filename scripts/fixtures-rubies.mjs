// Finds the Rubies of this machine and has them write heap dumps of small programs.
//
// There are two kinds: `ruby` on PATH, and the WebAssembly builds that fixtures.mjs installs from
// npm, which cover the newer versions on machines without them. Each dump is made by a child
// process, so that a crash, an `exit` or a gigabyte of WebAssembly memory ends with it.
//
//   node scripts/fixtures-rubies.mjs 4.0 < program.rb > dump.json     runs one under WebAssembly

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** Where the WebAssembly Rubies live: outside the package's own dependencies, 500 MB of them. */
export const RUBIES = resolve(process.env.LOUPE_RUBIES ?? join(REPOSITORY, '.cache/rubies'))

export const WASM_NAMES = ['3.2', '3.3', '3.4', '4.0', 'head']
const WASM_VERSION = '2.10.1'

/** Package name -> version, all pinned: a Ruby of another version writes another dump. */
export const PACKAGES = new Map([
  ...WASM_NAMES.map((name) => [`@ruby/${name}-wasm-wasi`, WASM_VERSION]),
  ['@ruby/wasm-wasi', WASM_VERSION],
  ['@bjorn3/browser_wasi_shim', '0.4.2'],
])

/** @param {string} name of a package */
export function isInstalled(name) {
  const manifest = join(RUBIES, 'node_modules', name, 'package.json')
  if (!existsSync(manifest)) return false
  return JSON.parse(readFileSync(manifest, 'utf8')).version === PACKAGES.get(name)
}

const isUsable = (name) =>
  [`@ruby/${name}-wasm-wasi`, '@ruby/wasm-wasi', '@bjorn3/browser_wasi_shim'].every(isInstalled)

export function findRubies() {
  const system = findSystemRuby()
  const wasm = WASM_NAMES.filter(isUsable)
  return [
    ...(system === undefined ? [] : [describe(system, 'system', dumpWithSystemRuby)]),
    ...wasm.map((name) => describe(name, 'wasm', (program) => dumpWithWasm(name, program))),
  ]
}

export function findMissing() {
  const missing = WASM_NAMES.filter((name) => !isUsable(name)).map((name) => ({
    name,
    kind: 'wasm',
    sentence: `skipped: Ruby ${name} (WebAssembly) is not installed; run npm run fixtures`,
  }))
  if (findSystemRuby() !== undefined) return missing
  const sentence = 'skipped: there is no `ruby` of version 2.1 or newer on PATH'
  return [{ name: 'ruby', kind: 'system', sentence }, ...missing]
}

function describe(name, kind, run) {
  return {
    name,
    kind,
    title: kind === 'wasm' ? `Ruby ${name} (WebAssembly)` : `Ruby ${name}`,
    dump: (script, options = {}) => run(program(script, options)),
  }
}

/**
 * The program around a script. The script is evaluated at top level, so that its local variables
 * live on and its objects are said to come from `script.rb`, wherever it runs. `DUMP_OUTPUT` and
 * `DUMP_FINISH` are set by what runs it.
 */
function program(script, { trace = false, collections = 1, dumpArguments = '' }) {
  const packed = Buffer.from(script).toString('base64')
  return [
    "require 'objspace'",
    trace ? 'ObjectSpace.trace_object_allocations_start' : '',
    `eval("${packed}".unpack('m')[0].force_encoding('UTF-8'), TOPLEVEL_BINDING, 'script.rb')`,
    'GC.start\n'.repeat(collections),
    `ObjectSpace.dump_all(${['output: DUMP_OUTPUT', dumpArguments].filter(Boolean).join(', ')})`,
    'DUMP_OUTPUT.flush',
  ].join('\n')
}

/** Version such as `3.1`, or undefined where there is no CRuby that can dump its heap. */
function findSystemRuby() {
  const question = 'print RUBY_ENGINE, " ", RUBY_VERSION'
  const { status, stdout } = spawnSync('ruby', ['--disable-gems', '-e', question], {
    encoding: 'utf8',
  })
  const [, major, minor] = /^ruby (\d+)\.(\d+)/.exec(stdout ?? '') ?? []
  if (status !== 0 || major === undefined) return undefined
  return Number(major) * 100 + Number(minor) >= 201 ? `${major}.${minor}` : undefined
}

async function dumpWithSystemRuby(program) {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-ruby-'))
  try {
    writeFileSync(join(folder, 'main.rb'), `DUMP_OUTPUT = File.open('dump.json', 'wb')\n${program}`)
    // An environment of its own: dumps hold it, and tests must not depend on who runs them.
    await run('ruby', ['--disable-gems', 'main.rb'], '', {
      cwd: folder,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
    })
    return await readFile(join(folder, 'dump.json'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function dumpWithWasm(name, program) {
  const self = fileURLToPath(import.meta.url)
  return run(process.execPath, [self, name], `DUMP_OUTPUT = $stdout\n${program}`, {})
}

/** What a command writes to its standard output, or an error that quotes its complaint. */
async function run(command, args, input, options) {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}) // It may end without reading all of its input.
  child.stdin.end(input)
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  const complaint = text(child.stderr)
  const code = await new Promise((done, fail) => child.on('error', fail).on('close', done))
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${(await complaint).trim()}`)
  return Buffer.concat(chunks)
}

/**
 * Runs a program under one of the WebAssembly Rubies; what it writes to $stdout comes back as the
 * bytes they are. `node:wasi` is not used: it crashed when memory grew between file calls, and the
 * JavaScript shim never did. `files` maps paths below `/app` to their text.
 */
export async function runWasm(name, program, files = new Map()) {
  const installed = (path) => join(RUBIES, 'node_modules', path)
  const load = (path) => import(pathToFileURL(installed(path)).href)
  const { RubyVM } = await load('@ruby/wasm-wasi/dist/esm/index.js')
  const shim = await load('@bjorn3/browser_wasi_shim/dist/index.js')

  class Sink extends shim.Fd {
    chunks = []
    fd_write(data) {
      this.chunks.push(data.slice())
      return { ret: 0, nwritten: data.byteLength }
    }
    fd_fdstat_get() {
      const fdstat = new shim.wasi.Fdstat(shim.wasi.FILETYPE_CHARACTER_DEVICE, 0)
      fdstat.fs_rights_base = BigInt(shim.wasi.RIGHTS_FD_WRITE)
      return { ret: 0, fdstat }
    }
  }

  const input = new shim.OpenFile(new shim.File([]))
  const output = new Sink()
  const complaints = new Sink()
  const root = new shim.PreopenDirectory('/', new Map([['app', folderOf(shim, files)]]))
  const wasip1 = new shim.WASI([], [], [input, output, complaints, root], { debug: false })
  const bytes = readFileSync(installed(`@ruby/${name}-wasm-wasi/dist/ruby+stdlib.wasm`))
  // Programs run for a second at most: what optimizing Ruby costs is two thirds of the time, or half.
  setFlagsFromString('--liftoff-only')
  const { vm } = await RubyVM.instantiateModule({
    module: await WebAssembly.compile(bytes),
    wasip1,
  })
  vm.eval(program)
  process.stderr.write(Buffer.concat(complaints.chunks))
  return Buffer.concat(output.chunks)
}

function folderOf(shim, files) {
  const folder = new shim.Directory(new Map())
  for (const [path, content] of files) {
    const names = path.split('/')
    const last = names.pop()
    let at = folder
    for (const name of names) {
      if (!at.contents.has(name)) at.contents.set(name, new shim.Directory(new Map()))
      at = at.contents.get(name)
    }
    at.contents.set(last, new shim.File(new TextEncoder().encode(content)))
  }
  return folder
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(await runWasm(process.argv[2], await text(process.stdin)))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
