// Writes dist/heaploupe.d.ts and the few files it refers to: the types of the package's API.
//
// The compiler declares every file that the entry leads to. Of those, only what the entry's own
// declarations mention may be published. PUBLIC lists these files; one more, and the build fails,
// because then a type of the engine has got into the API.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { root } from './prepare.mjs'

const ENTRY = 'platform/node/library.ts'

/** Source file -> its name in dist, without the ending. */
const PUBLIC = new Map([
  [ENTRY, 'heaploupe'],
  ['platform/node/dump-source.ts', 'heaploupe-dump-source'],
  ['library/api.ts', 'heaploupe-api'],
  ['workbench/results.ts', 'heaploupe-records'],
  ['base/errors.ts', 'heaploupe-errors'],
  ['base/progress.ts', 'heaploupe-progress'],
])

/** `dist`: the folder to write to. Throws where a type that is not public is mentioned. */
export function writeDeclarations(dist) {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-declarations-'))
  try {
    const complaints = compile(folder)
    const seen = new Set([ENTRY])
    // A Set goes on with what is added while it is walked.
    for (const file of seen) {
      const text = read(join(folder, file.replace(/\.ts$/, '.d.ts')), complaints)
      const published = text.replace(/(from |import\()'(\.[^']+)'/g, (_, lead, path) => {
        const target = posix.join(posix.dirname(file), path)
        const name = PUBLIC.get(target)
        if (name === undefined) {
          throw new Error(`the declarations of ${file} mention ${target}, which is not public`)
        }
        seen.add(target)
        return `${lead}'./${name}.js'`
      })
      writeFileSync(join(dist, `${PUBLIC.get(file)}.d.ts`), published)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Declares everything into `folder`; gives what the compiler complained of. */
function compile(folder) {
  const config = join(folder, 'tsconfig.json')
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.node.json'),
      compilerOptions: {
        noEmit: false,
        emitDeclarationOnly: true,
        outDir: folder,
        rootDir: join(root, 'src'),
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: [],
      files: [join(root, 'src/base/webassembly.d.ts'), join(root, 'src', ENTRY)],
    }),
  )
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' })
  return stdout
}

function read(path, complaints) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`no declarations could be made:\n${complaints}`)
  }
}
