// Makes a checkout ready to run, doing only what is missing: dependencies when node_modules is
// not there or older than the lock file, the build when dist/ is older than what it is made from.
// Only Node's own modules here: this runs on a fresh clone, before there are any others.

import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export function prepare() {
  checkNode()
  const lock = changedAt('package-lock.json')
  const installed = changedAt('node_modules/.package-lock.json')
  if (installed === 0 || installed < lock) {
    process.stderr.write('installing dependencies …\n')
    // One string: on Windows npm is a script that only a shell can start.
    step('npm ci --include=dev --no-audit --no-fund --loglevel=error', [], { shell: true })
  }
  const built = changedAt('dist/loupe.js')
  const sources = [
    'src',
    'scripts/build.mjs',
    'scripts/declarations.mjs',
    'package.json',
    'package-lock.json',
  ]
  if (built === 0 || built < newest(sources)) step(process.execPath, ['scripts/build.mjs'], {})
}

/** Runs a command from the package root and ends with its status. */
export function runAndExit(command, args) {
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  process.exit(signal === null ? (status ?? 1) : 1)
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(`Loupe needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
  process.exit(2)
}

/** Quiet while all is well; everything it said when not. */
function step(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
  })
  if (status === 0) return
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error}\n`}`)
  process.stderr.write(`failed: ${[command, ...args].join(' ')}\n`)
  process.exit(1)
}

function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function newest(paths) {
  let latest = 0
  for (const path of paths) {
    latest = Math.max(latest, changedAt(path))
    if (!statSync(join(root, path)).isDirectory()) continue
    for (const entry of readdirSync(join(root, path), { recursive: true })) {
      latest = Math.max(latest, changedAt(join(path, entry)))
    }
  }
  return latest
}
