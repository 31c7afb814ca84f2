// The table of layers in docs/architecture.md is what the linter enforces: each pair of layers is
// tried in a copy of the tree that holds nothing but the imports in question.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

interface Row {
  readonly layer: string
  /** Layers, and `results.ts` for that file alone. */
  readonly imports: readonly string[]
}

/** Rows like `| `base` | what it holds | – |`. */
const table: readonly Row[] = [
  ...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(
    /^\| `([a-z]+)` \|[^|]*\| ([a-z., -]+|–) \|$/gm,
  ),
].map(([, layer = '', imports = '']) => ({
  layer,
  imports: imports === '–' ? [] : imports.split(', '),
}))

const layers = table.map(({ layer }) => layer)
const outside = new Set(['console', 'capture', 'cli', 'platform'])
const vocabularies = ['results.ts', 'capture-results.ts']
const engine = layers.filter((layer) => !outside.has(layer))

test('every folder of src has its row', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(layers.toSorted()).toEqual(folders.toSorted())
})

test('a layer imports what its row allows, and nothing else', () => {
  const files: Record<string, string> = {}
  const forbidden: string[] = []
  for (const name of vocabularies) files[`src/workbench/${name}`] = 'export const it = 1\n'
  for (const layer of layers) files[`src/${layer}/it.ts`] = 'export const it = 1\n'
  for (const { layer, imports } of table) {
    for (const other of layers) {
      const file = `src/${layer}/deep/imports-${other}.ts`
      files[file] = `export { it } from '../../${other}/it.ts'\n`
      if (other !== layer && !imports.includes(other)) forbidden.push(file)
    }
    for (const name of vocabularies) {
      const file = `src/${layer}/deep/imports-${name}`
      files[file] = `export { it } from '../../workbench/${name}'\n`
      const allowed = ['workbench', name].some((each) => imports.includes(each))
      if (!allowed && layer !== 'workbench') forbidden.push(file)
    }
  }
  expect(filesAgainst('no-restricted-imports', files)).toEqual(forbidden.toSorted())
})

test('no way of importing gets around the table', () => {
  const files = {
    'src/cli/it.ts': 'export const it = 1\nexport type It = number\n',
    'src/heap/static.ts': `import { it } from '../cli/it.ts'\nexport const two = it + 1\n`,
    'src/heap/type.ts': `import type { It } from '../cli/it.ts'\nexport const one: It = 1\n`,
    'src/heap/again.ts': `export * from '../cli/it.ts'\n`,
    'src/heap/late.ts': `export const late = () => import('../cli/it.ts')\n`,
  }
  const forbidden = ['again', 'late', 'static', 'type'].map((name) => `src/heap/${name}.ts`)
  expect(filesAgainst('no-restricted-imports', files)).toEqual(forbidden)
  const inType = { ...files, 'src/heap/in-type.ts': `export type It = import('../cli/it.ts').It\n` }
  expect(filesAgainst('consistent-type-imports', inType)).toEqual(['src/heap/in-type.ts'])
})

test.each(vocabularies)('%s imports nothing', (name) => {
  const files = {
    'src/workbench/it.ts': 'export const it = 1\n',
    [`src/workbench/${name}`]: `export { it } from './it.ts'\n`,
  }
  expect(filesAgainst('no-restricted-imports', files)).toEqual([`src/workbench/${name}`])
})

test('the engine imports neither node: nor packages; its tests may', () => {
  const files: Record<string, string> = {}
  const forbidden: string[] = []
  for (const layer of layers) {
    for (const from of ['node:fs', 'fs', 'commander', '@types/node']) {
      const file = `src/${layer}/imports-${from.replace(/\W/g, '-')}.ts`
      files[file] = `export * from '${from}'\n`
      if (engine.includes(layer)) forbidden.push(file)
    }
    files[`src/${layer}/some.test.ts`] = `export * from 'node:fs'\n`
  }
  expect(filesAgainst('no-restricted-imports', files)).toEqual(forbidden.toSorted())
})

test('a cycle of imports is found, also one of types alone', () => {
  const files = {
    'src/graph/one.ts': `import { two } from './two.ts'\nexport const one = () => two\n`,
    'src/graph/two.ts': `import { three } from './three.ts'\nexport const two = () => three\n`,
    'src/graph/three.ts': `import { one } from './one.ts'\nexport const three = () => one\n`,
    'src/heap/left.ts': `import type { Right } from './right.ts'\nexport type Left = Right[]\n`,
    'src/heap/right.ts': `import type { Left } from './left.ts'\nexport type Right = Left[]\n`,
    'src/heap/user.ts': `import type { Left } from './left.ts'\nexport const none: Left = []\n`,
  }
  const { 'src/heap/user.ts': _, ...cyclic } = files
  expect(filesAgainst('no-cycle', files)).toEqual(Object.keys(cyclic).toSorted())
})

test('a promise that nobody waits for fails the lint', () => {
  const files = {
    'src/cli/floating.ts': 'const later = async () => 1\nlater()\n',
    'src/cli/awaited.ts': 'const later = async () => 1\nawait later()\n',
  }
  expect(filesAgainst('no-floating-promises', files)).toEqual(['src/cli/floating.ts'])
})

test('node: and its globals do not compile in the engine', () => {
  const reading = `import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n`
  const asking = 'export const folder = process.cwd()\n'
  const folder = copyWith({
    'src/heap/reading.ts': reading,
    'src/heap/asking.ts': asking,
    'src/cli/reading.ts': reading,
    'src/cli/asking.ts': asking,
  })
  // So that the types of Node are there to be found. A junction: Windows lets everybody make those.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const engineRun = compile(folder, 'tsconfig.engine.json')
  expect(engineRun.status).not.toBe(0)
  expect(engineRun.stdout).toMatch(/^src\/heap\/reading\.ts\(1,.*node:fs/m)
  expect(engineRun.stdout).toMatch(/^src\/heap\/asking\.ts\(1,.*process/m)
  // The same lines under the configuration for Node: it is the engine's that rejects them.
  expect(compile(folder, 'tsconfig.node.json')).toMatchObject({ status: 0, stdout: '' })
})

/** The files that break `rule`, sorted. The lint must fail exactly where there are any. */
function filesAgainst(rule: string, files: Readonly<Record<string, string>>): string[] {
  const folder = copyWith(files)
  const linter = join(root, 'node_modules/oxlint/bin/oxlint')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [linter, '--type-aware', '--deny-warnings', '--format=json', 'src'],
    { cwd: folder, encoding: 'utf8', timeout: 30_000 },
  )
  const { diagnostics } = parse<{ diagnostics: readonly Diagnostic[] }>(stdout, stderr)
  expect(status).toBe(diagnostics.length > 0 ? 1 : 0)
  const broken = diagnostics
    .filter(({ code }) => code.endsWith(`(${rule})`))
    .map(({ filename }) => filename.replaceAll('\\', '/'))
  return [...new Set(broken)].toSorted()
}

interface Diagnostic {
  readonly code: string
  readonly filename: string
}

function parse<T>(stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout) as T
  } catch {
    throw new Error(`the linter did not answer: ${(stdout + stderr).slice(0, 1000)}`)
  }
}

function compile(folder: string, config: string): { status: number | null; stdout: string } {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', config, '--pretty', 'false'],
    { cwd: folder, encoding: 'utf8' },
  )
  return { status, stdout }
}

/** A folder with the project's configuration and these files only. */
function copyWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-layers-'))
  made.push(folder)
  const configs = readdirSync(root).filter((name) => /^(tsconfig.*|\.oxlintrc)\.json$/.test(name))
  for (const name of configs) cpSync(join(root, name), join(folder, name))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
