// node examples/rails-7.1/explain.mjs: installs what is missing (npm packages, the build, the gems of the
// example), then finds the leak: exercises the application, compares the dumps, shows what holds
// the objects that came and why, and does the first again without the leak. Needs Ruby 3.1 or 3.2.
//
// Dumps go to loupe-leak and loupe-off beside this file, which a later run replaces.

import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare, root } from '../../scripts/prepare.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** Runs a program on this terminal; one that fails ends this one, too. */
function run(words, { env = {}, cwd = here } = {}) {
  const { status } = spawnSync(process.execPath, words, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}

function loupe(words, env = {}) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  process.stdout.write(`\n$ ${[...variables, 'loupe', ...words].join(' ')}\n`)
  run([join(root, 'dist/loupe.js'), ...words], { env: { GEM_HOME: gems, ...env } })
}

prepare()
const { APP_VERSIONS, GEMS: gems, whyNoGems } = await import('../../scripts/gems.mjs')
if (whyNoGems([...APP_VERSIONS.keys()], APP_VERSIONS) !== undefined) {
  run([join(root, 'scripts/gems.mjs')], { cwd: root })
}

const [leak, off] = ['loupe-leak', 'loupe-off']
for (const folder of [leak, off]) rmSync(join(here, folder), { recursive: true, force: true })
const dumps = [1, 2, 3].map((round) => `${leak}/round-${round}.json.gz`)
const visits = ['--path', '/works/1', '--requests', '100']

loupe(['exercise', ...visits, '-o', leak])
loupe(['diff', ...dumps])
loupe(['path', dumps[2], 'Work'])
loupe(['why', ...dumps])
loupe(['exercise', ...visits, '-o', off], { LEAK: 'off' })
