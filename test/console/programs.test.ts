// `loupe console` without a keyboard: -e, --script and stdin, what they print and how they end; and
// what it says of dumps that do not fit each other. Needs dist/.

import { gunzipSync } from 'node:zlib'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { example, workspace } from '../e2e/workspace.ts'

const here = workspace()
const console_ = (...words: readonly string[]) => here.run(['console', ...words])
const after = example('after')
const before = example('before')
const [FOREIGN, PARTIAL] = ['whole/native-3.4-bare.json.gz', 'extra/since-3.4.jsonl'].map((name) =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)),
) as [string, string]

function script(text: string): string {
  const file = here.file('script.js')
  writeFileSync(file, text)
  return file
}

describe('expressions', () => {
  test('values are printed as the console does, what is printed comes first', async () => {
    const { stdout, status } = await console_(
      after,
      '-e',
      'x = heap.strings.count',
      '-e',
      'puts x',
      '-e',
      'x == heap.strings.length',
    )
    const [count, again, same] = stdout.split('\n')
    expect(Number(count)).toBeGreaterThan(1000)
    expect([again, same, status]).toEqual([count, 'true', 0])
  })

  test('Ruby, await, nil', async () => {
    const { stdout } = await console_(
      after,
      '-e',
      'heap.class_named("Work").map(&:name)',
      '-e',
      'await Promise.resolve(3)',
      '-e',
      'heap.objects[-1 - heap.objects.length]',
    )
    expect(stdout).toBe('["Work"]\n3\nnil\n')
  })

  test.each([
    ['heap.class_named("Wrok")', 1, /no class or module .*Wrok/s],
    ['heap.strngs', 2, /-e: a Heap has no strngs\.\n {2}Did you mean strings\?/],
    ['1 +* 2', 2, /-e: Unexpected token/],
    ['nil.foo', 2, /nil has no foo/],
    ['diff', 2, /called heap; a diff needs two/],
    ['class X; end', 2, /Classes cannot be made here/],
    ['exit(4)', 4, /^$/],
  ])('%s ends with status %i', async (line, status, message) => {
    const result = await console_(after, '-e', line)
    expect(result.stderr).toMatch(message)
    expect(result.stderr).not.toMatch(/\n\s+at /)
    expect(result.status).toBe(status)
    expect(result.stdout).toBe('')
  })
})

describe('scripts', () => {
  test('print what they print', async () => {
    const text = 'heap.strings.length\nputs "a"\nconst b = await 5\nputs(`${b}`)\n'
    const fromFile = await console_(
      after,
      '--script',
      script(text.replace('puts "a"', 'puts("a")')),
    )
    expect(fromFile).toMatchObject({ stdout: 'a\n5\n', status: 0 })
    const fromStdin = await here.run(['c', after], { stdin: '[1, 2].each do |x|\n  puts x\nend\n' })
    expect(fromStdin).toMatchObject({ stdout: '1\n2\n', status: 0 })
  })

  test('an error ends them, with the line', async () => {
    const file = script('puts(1)\nputs(heap.nope)\nputs(3)\n')
    const { stdout, stderr, status } = await console_(after, '--script', file)
    expect([stdout, status]).toEqual(['1\n', 2])
    expect(stderr).toContain(`${file}:2: a Heap has no nope.`)
  })

  test('exit ends them', async () => {
    const { stdout, status } = await console_(
      after,
      '--script',
      script('puts(1)\nexit(3)\nputs(2)\n'),
    )
    expect([stdout, status]).toEqual(['1\n', 3])
  })

  test('one that is not there', async () => {
    const { stderr, status } = await console_(after, '--script', here.file('none.js'))
    expect(stderr).toContain('no such file')
    expect(status).toBe(2)
  })
})

describe('dumps', () => {
  test('none', async () => {
    const { stderr, status } = await console_()
    expect(stderr).toContain('the console needs a dump')
    expect(status).toBe(2)
  })

  test('one of three that is none: said, and the others stay usable', async () => {
    const junk = here.file('junk.json')
    writeFileSync(junk, 'no dump\n')
    const { stdout, stderr, status } = await console_(
      before,
      after,
      junk,
      '-e',
      'diff.retained.length > 1000',
      '-e',
      'diff.later',
    )
    expect(stderr).toContain('not a Ruby heap dump')
    expect(stdout).toBe('true\nnil\n')
    expect(status).toBe(0)
  })

  test('a damaged one of three is used as far as it goes', async () => {
    const cut = here.file('cut.json')
    const whole = gunzipSync(readFileSync(example('later')))
    writeFileSync(cut, whole.subarray(0, Math.floor(whole.length / 2) + 7))
    const { stdout, stderr, status } = await console_(
      before,
      after,
      cut,
      '-e',
      'later.summary.damage.truncated',
      '-e',
      'diff.added.length > 0',
    )
    expect(stdout).toBe('true\ntrue\n')
    expect(stderr).toMatch(/^note: .*cut\.json: This dump is damaged: .*cut off\.\n$/)
    expect(status).toBe(0)
  })

  test('a third one of another process: the first two are compared all the same', async () => {
    const { stdout, stderr } = await console_(
      before,
      after,
      FOREIGN,
      ...['diff', 'diff.added.length', 'diff.retained.length'].flatMap((line) => ['-e', line]),
    )
    expect(stdout).toMatch(/added +14,116 .*\n14116\n$/s)
    expect(stderr).toMatch(/^loupe: .*of different processes/)
  })

  test('without roots: said before anything is asked', async () => {
    const { stdout, stderr } = await console_(PARTIAL, '-e', 'heap.strings.any')
    expect([stdout, stderr]).toEqual([
      'true\n',
      expect.stringMatching(/^note: .*since-3\.4\.jsonl: This dump has no roots: /),
    ])
  })

  test('a dump with itself, and the wrong order', async () => {
    const same = await console_(
      after,
      after,
      '-e',
      'diff.retained.length',
      '-e',
      'diff.freed.length',
    )
    expect(same.stdout).toBe('0\n0\n')
    const wrong = await console_(after, before, '-e', 'diff.groups().notes')
    expect(wrong.stdout).toContain('name the earlier dump first')
  })

  test('objects of another dump are refused', async () => {
    const { stderr, status } = await console_(
      before,
      after,
      '-e',
      'before.find_path(after.strings[0])',
    )
    expect(stderr).toMatch(/after\.json\.gz/)
    expect(status).not.toBe(0)
  })

  test('through a pipe, with -e', async () => {
    const { stdout } = await here.run(['console', '-', '-e', 'heap.class_named("Work").length'], {
      stdin: readFileSync(after),
    })
    expect(stdout).toBe('1\n')
  })
})
