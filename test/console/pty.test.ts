// The built console in a real terminal, typed into as a Ruby developer would. Ruby's pty makes the
// terminal. Needs dist/.

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { rubyRuns } from '../rubies.ts'
import { investigate, loupe, openTerminal } from './terminal.mjs'
import type { Terminal } from './terminal.mjs'

const cache = mkdtempSync(join(tmpdir(), 'loupe-console-'))
const dumps = fileURLToPath(new URL('../../examples/routes-proxy/dumps/', import.meta.url))
const inTerminal = describe.runIf(rubyRuns('-rpty'))

let terminal: Terminal | undefined
afterEach(() => terminal?.kill())
afterAll(() => rmSync(cache, { recursive: true, force: true }))

async function open(...words: readonly string[]): Promise<Terminal> {
  terminal = openTerminal([...loupe, 'console', ...words], {
    cwd: dumps,
    env: { LOUPE_CACHE_DIR: cache },
    columns: 100,
  })
  await terminal.opening
  return terminal
}

inTerminal('a console in a terminal', () => {
  test('runs the mission’s lines exactly as written', async () => {
    const { ask, opening, press, ended } = await open('before.json.gz', 'after.json.gz')
    expect(await opening).toMatch(/before +#<Heap before\.json\.gz/)
    expect(await opening).toMatch(/after +#<Heap after\.json\.gz/)
    expect(await ask('model = diff.after.class_named("Work").first.instances[20]')).toMatch(
      /^#<Work @\d+ 0x[\da-f]+ · /,
    )
    const path = await ask('diff.after.find_path(model)')
    const steps = ['ROOT vm', 'callcach', 'ment', '#<Class:#<RoutesProxy>>', '#<RoutesProxy>']
    const rest = ['#<WorksController>', '#<WorkImageShowComponent>', '#<Work>']
    const lines = path.split('\n').slice(2)
    ;[...steps, ...rest].forEach((step, index) => expect(lines[index]).toContain(step))
    const addresses = lines.map((line) => /0x[\da-f]+/.exec(line)?.[0])
    const data = await ask(`diff.after.at("${addresses[2]}").data`)
    expect(data).toContain('imemo_type: "ment"')
    expect(data).toContain(`address: "${addresses[2]}"`)
    const name = await ask(`diff.after.at("${addresses[4]}").klass.data["real_class_name"]`)
    expect(name).toBe('"RoutesProxy"\n')
    press('exit\r')
    expect(await ended).toBe(0)
  })

  test('a line that starts with a dot goes on with the last value', async () => {
    const { ask, press, ended } = await open('after.json.gz')
    expect(await ask('[3, 1, 2]')).toBe('[3, 1, 2]\n')
    expect(await ask('  .select { |x| x > 1 }')).toContain('[3, 2]\n')
    expect(await ask('.sum')).toBe('5\n')
    expect(await ask('# nothing')).toBe('')
    expect(await ask('print "not ended"')).toContain('not ended\n')
    expect(await ask('.help')).toContain('.editor')
    press('exit\r')
    expect(await ended).toBe(0)
  })

  test('Ctrl-C stops a running query, not the console', async () => {
    const { ask, press, until, ended } = await open('after.json.gz')
    expect(await ask('kept = 5')).toBe('5\n')
    press('for (;;) { heap.strings.count((s) => s.frozen) }')
    await until(/frozen\) \}/)
    press('\r')
    // Before the query runs the terminal is in raw mode, where Ctrl-C is a key that nobody reads. On a
    // busy machine that may take a while, so it is pressed again.
    const pressing = setInterval(() => press('\u0003'), 1000)
    await until(/interrupted[^]*loupe> /)
    clearInterval(pressing)
    expect(await ask('kept + 1')).toBe('6\n')
    // On an empty line: once is a warning, twice leaves.
    press('\u0003')
    await until(/press Ctrl\+C again/)
    press('\u0003')
    expect(await ended).toBe(0)
  })

  test('Ruby, await, nil, more lines, Tab, mistakes', async () => {
    const { ask, press, until, ended } = await open('after.json.gz')
    const names = await ask('heap.class_named("Work").map(&:name)')
    expect(names).toBe('  js: heap.class_named("Work").map((x) => x.name)\n["Work"]\n')
    expect(await ask('await Promise.resolve(7)')).toBe('7\n')
    expect(await ask('heap.objects[10 ** 9]')).toBe('nil\n')
    expect(await ask('nil')).toBe('nil\n')
    expect(await ask('_')).toBe('nil\n')
    press('[1, 2].each do |x|\r')
    await until(/\.\.\. /)
    press('puts x * 2\r')
    await until(/\.\.\. /)
    expect(await ask('end')).toMatch(/\n2\n4\n\[1, 2\]\n$/)
    expect(await ask('heap.strngs')).toBe('a Heap has no strngs.\n  Did you mean strings?\n')
    expect(await ask('heap.class_named("Wrok")')).toContain('Work')
    expect(await ask('1 +* 2')).toContain('SyntaxError')
    press('heap.class_named("RoutesP\t')
    await until(/RoutesProxy/)
    expect(await ask('").first.name')).toBe('"RoutesProxy"\n')
    press('\u0004')
    expect(await ended).toBe(0)
  })

  test('what was typed is there the next time, for this user only', async () => {
    const first = await open('after.json.gz')
    await first.ask('"a line to remember"')
    first.press('exit\r')
    await first.ended
    expect(statSync(join(cache, 'console-history')).mode & 0o777).toBe(0o600)
    const second = await open('after.json.gz')
    second.press('\u001b[A\u001b[A')
    await second.until(/"a line to remember"/)
  })

  test('the transcript in docs/console.md is what is shown', async () => {
    const manual = readFileSync(new URL('../../docs/console.md', import.meta.url), 'utf8')
    const [, recorded] = /<!-- transcript -->\n```\n([^]*?)```\n<!-- end -->/.exec(manual) ?? []
    expect(await investigate(cache)).toBe(recorded)
  })
})
