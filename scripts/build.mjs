// Bundles the command, the library and their worker to dist/, so that the published package has no
// dependencies and starts quickly: each command's code is a chunk of its own, loaded when that command
// runs. The library shares no chunk with the command, and comes with the types of its API.
// Writes THIRD-PARTY-NOTICES.md from the packages that really are in the bundles, and fails where
// one has a licence that the package may not be published with.

import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import { writeDeclarations } from './declarations.mjs'
import { root } from './prepare.mjs'

const dist = join(root, 'dist')
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

const bundles = [
  { name: 'loupe', input: 'src/cli/main.ts', split: true },
  { name: 'heaploupe', input: 'src/platform/node/library.ts', split: true },
  { name: 'scan-worker', input: 'src/platform/node/scan-worker.ts', split: false },
].filter(({ input }) => existsSync(join(root, input)))

await rm(dist, { recursive: true, force: true })

const modules = new Set()
for (const each of bundles) for (const id of await bundle(each)) modules.add(id)
await chmod(join(dist, 'loupe.js'), 0o755)
writeDeclarations(dist)
await writeNotices(packagesOf(modules))

/** Builds one entry into dist/; gives back the files that went in. */
async function bundle({ name, input, split }) {
  const build = await rolldown({
    cwd: root,
    input: { [name]: input },
    platform: 'node',
    transform: { target: 'node20.19', define: { LOUPE_VERSION: JSON.stringify(version) } },
  })
  const { output } = await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    // Flat, so that `new URL('./scan-worker.js', import.meta.url)` holds in every chunk.
    chunkFileNames: `${name}-[name]-[hash].js`,
    codeSplitting: split,
    banner: (chunk) => (chunk.isEntry && name === 'loupe' ? '#!/usr/bin/env node' : ''),
  })
  await build.close()
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
}

/** The folders of the packages that files came from. */
function packagesOf(ids) {
  const folders = new Set()
  for (const id of ids) {
    const [, folder] = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id) ?? []
    if (folder !== undefined) folders.add(folder)
  }
  return [...folders].sort((a, b) => (a < b ? -1 : 1))
}

async function writeNotices(folders) {
  const allowed = /^(MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0)$/
  const sections = []
  for (const folder of folders) {
    const {
      name,
      version: of,
      license,
    } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    if (!allowed.test(license ?? '')) {
      throw new Error(`${name}: the licence ${license} may not be bundled`)
    }
    const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each))
    if (file === undefined) {
      throw new Error(`${name}: no licence text in ${relative(dirname(folder), folder)}`)
    }
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim()
    sections.push(`## ${name} ${of} (${license})\n\n\`\`\`\n${text}\n\`\`\`\n`)
  }
  const notices =
    '# Third-party notices\n\nThe files in `dist/` contain these packages. ' +
    'Written by `scripts/build.mjs`.\n\n' +
    sections.join('\n')
  const path = join(root, 'THIRD-PARTY-NOTICES.md')
  const before = await readFile(path, 'utf8').catch(() => '')
  if (before !== notices) await writeFile(path, notices)
}
