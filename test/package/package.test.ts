// The package as its users get it: packed, installed into an empty project without a network, imported
// from TypeScript and JavaScript under every way to resolve it, and run.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examplesOf, run as runExamples } from './document.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loupe-package-'))
const project = join(folder, 'project')
const installed = join(project, 'node_modules/heaploupe')
const cache = join(folder, 'cache')
const dumps = ['before', 'after', 'later'].map((name) =>
  join(installed, `examples/routes-proxy/dumps/${name}.json.gz`),
)
const compiler = join(root, 'node_modules/typescript/bin/tsc')

function run(command: string, args: readonly string[], cwd = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      LOUPE_CACHE_DIR: cache,
      NO_COLOR: '1',
      npm_config_offline: 'true',
      npm_config_cache: join(folder, 'npm'),
      npm_config_update_notifier: 'false',
    },
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`)
  return stdout
}

/** For a project without a configuration. */
const TARGET = ['--target', 'es2022', '--module', 'nodenext']

const node = (args: readonly string[]) => run(process.execPath, args)

beforeAll(() => {
  mkdirSync(project)
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  ) as { filename: string }[]
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it needs no other package', () => {
  expect(
    readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
  ).toEqual(['heaploupe'])
})

test('it holds what is used, and neither sources nor tests', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  for (const needed of [
    'dist/loupe.js',
    'dist/heaploupe.js',
    'dist/heaploupe.d.ts',
    'dist/scan-worker.js',
    'docs/library.md',
    'ruby/loupe_agent.rb',
    'README.md',
    'LICENSE',
  ]) {
    expect(files).toContain(needed)
  }
  expect(
    files.filter((file) => /(^|\/)(src|test|bench|scripts)(\/|$)|\.test\./.test(file)),
  ).toEqual([])
})

const expected = {
  works: 236,
  large: 236,
  strings: 14_654,
  named: [['Work', 236]],
  merged: 234,
  objects: 31_531,
  union: 200,
  cut: 234,
  code: 'no-answer',
  phases: true,
}

test.each([
  ['nodenext', 'nodenext', ['node']],
  ['bundler', 'esnext', ['node']],
])(
  'a strict TypeScript program compiles with moduleResolution %s, and runs',
  (resolution, module, types) => {
    const name = `consumer-${resolution}`
    cpSync(join(root, 'test/package/project/consumer.ts'), join(project, `${name}.ts`))
    writeFileSync(
      join(project, `tsconfig.${name}.json`),
      JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module,
          moduleResolution: resolution,
          strict: true,
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          noPropertyAccessFromIndexSignature: true,
          verbatimModuleSyntax: true,
          // The package's own declarations are looked through as well.
          skipLibCheck: false,
          types,
          typeRoots: [join(root, 'node_modules/@types')],
          outDir: `out-${resolution}`,
        },
        files: [`${name}.ts`],
      }),
    )
    node([compiler, '-p', `tsconfig.${name}.json`])
    const [first, second] = node([join(`out-${resolution}`, `${name}.js`), ...dumps])
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject(expected)
    expect(first['path']).toEqual([
      'ROOT vm',
      expect.stringMatching(/^callcache /),
      expect.stringMatching(/^ment #<RoutesProxy>/),
      '#<Class:#<RoutesProxy>>',
      '#<RoutesProxy>',
      '#<WorksController>',
      '#<WorkImageShowComponent>',
      '#<Work>',
    ])
    expect(second).toMatchObject({ process: 'same', kind: 'diff', later: 'Work', procs: true })
  },
  60_000,
)

test('its types need no types of Node', () => {
  writeFileSync(
    join(project, 'alone.ts'),
    `import { open } from 'heaploupe'
export const count = async (bytes: Uint8Array): Promise<number> => (await open(bytes)).objects.length
`,
  )
  node([compiler, '--ignoreConfig', '--noEmit', '--strict', ...TARGET, '--types', '', 'alone.ts'])
})

test('its types show the API and nothing of the engine', () => {
  const declarations = readdirSync(join(installed, 'dist')).filter((name) => name.endsWith('.d.ts'))
  expect(declarations.toSorted()).toEqual([
    'heaploupe-api.d.ts',
    'heaploupe-dump-source.d.ts',
    'heaploupe-errors.d.ts',
    'heaploupe-progress.d.ts',
    'heaploupe-records.d.ts',
    'heaploupe.d.ts',
  ])
  writeFileSync(join(project, 'deep.ts'), "import 'heaploupe/dist/heaploupe.js'\nexport {}\n")
  expect(() =>
    node([
      compiler,
      '--ignoreConfig',
      '--noEmit',
      '--module',
      'nodenext',
      '--types',
      '',
      'deep.ts',
    ]),
  ).toThrow(/heaploupe\/dist/)
})

test('every example of the manual prints the same from the package', () => {
  const examples = examplesOf(readFileSync(join(installed, 'docs/library.md'), 'utf8'))
  const printed = runExamples(examples, join(installed, 'examples/routes-proxy/dumps'), cache)
  expect(printed).toEqual(examples.map((example) => example.printed))
})

test('the TypeScript of the manual compiles', () => {
  const manual = readFileSync(join(installed, 'docs/library.md'), 'utf8')
  const blocks = [...manual.matchAll(/^```ts\n([^]*?)^```\n/gm)].map(([, code = '']) => code)
  expect(blocks.length).toBeGreaterThan(0)
  blocks.forEach((code, index) => writeFileSync(join(project, `manual-${index}.ts`), code))
  node([
    compiler,
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    ...TARGET,
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    ...blocks.map((_, index) => `manual-${index}.ts`),
  ])
})

test('a CommonJS program may require it', () => {
  writeFileSync(
    join(project, 'old.cjs'),
    `const { open } = require('heaploupe')
open(process.argv[2]).then((heap) => console.log(heap.instancesOf('Work').length))
`,
  )
  expect(node(['--no-warnings', 'old.cjs', dumps[1]])).toBe('236\n')
})

test('the command comes with it', () => {
  const loupe = join(project, 'node_modules/.bin/loupe')
  expect(run(loupe, ['path', dumps[1], 'Work'])).toContain('234 Work')
  expect(run(loupe, ['--version'])).toMatch(/^\S*\d+\.\d+\.\d+/)
})
