// Prints how often `loupe why` is right on the corpus of leaks, as docs/why-accuracy.md tells it:
//
//   node scripts/why-accuracy.mjs [--ruby 3.1]… [--traced|--untraced] [--answers] [NAME…]
//
// The judge is TypeScript, so it is bundled first. Some minutes for all Rubies: dumps that are not in
// .cache/leaks are made.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { root } from './prepare.mjs'

const folder = join(root, '.cache')
mkdirSync(folder, { recursive: true })
const file = join(folder, `judge-${process.pid}.mjs`)
try {
  const build = await rolldown({
    cwd: root,
    input: 'test/leaks/judge-main.ts',
    platform: 'node',
    plugins: [{ name: 'modules-in-place', resolveId: inPlace }],
  })
  await build.write({ file, format: 'esm', codeSplitting: false })
  await build.close()
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(file, { force: true })
}

/** Modules in JavaScript look for files beside themselves, so they stay where they are. */
function inPlace(id, importer) {
  if (!id.endsWith('.mjs') || importer === undefined) return undefined
  return { id: pathToFileURL(resolve(importer, '..', id)).href, external: true }
}
