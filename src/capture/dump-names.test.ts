import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { dumpNames, programName } from './dump-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'loupe-names-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['ruby app.rb', 'app'],
  ['bundle exec ruby -w lib/app.rb --flag', 'app'],
  ['RAILS_ENV=production bin/rails server', 'rails'],
  ['bundle exec puma -C config/puma.rb', 'puma'],
  ['/usr/bin/ruby3.1 -Ilib x.y.rb', 'x.y'],
  ['env A=1 ruby config.ru', 'config'],
  ['./my script.sh', 'my_script'],
  ['ruby', 'ruby'],
  ['ruby -v', 'ruby'],
  ['ruby -e sleep', 'ruby'],
  ['bundle exec ruby -rset -we sleep', 'ruby'],
  ['ruby -rset -Ilite app.rb', 'app'],
  ['ruby -r json -I lib app.rb', 'app'],
  ['ruby bin/rails -e production', 'rails'],
  ['nice bin/tool -e x', 'tool'],
  ['bundle', 'ruby'],
])('%j is called %j', (command, name) => {
  const words = command === './my script.sh' ? [command] : command.split(' ')
  expect(programName(words)).toBe(name)
})

test.each([
  [{}, 'app-7-1.json.gz', 'app-7.json.gz', true],
  [{ gzip: false }, 'app-7-1.json', 'app-7.json', false],
  [{ output: 'a' }, 'a-7-1.json.gz', 'a.json.gz', true],
  [{ output: 'a.json' }, 'a-7-1.json', 'a.json', false],
  [{ output: 'a.json.gz' }, 'a-7-1.json.gz', 'a.json.gz', true],
  [{ output: 'a.v2' }, 'a.v2-7-1.json.gz', 'a.v2.json.gz', true],
  [{ output: 'a.dump' }, 'a-7-1.dump', 'a.dump', false],
  [{ output: 'a.gz' }, 'a-7-1.gz', 'a.gz', true],
  [{ output: 'no/such/' }, 'no/such/app-7-1.json.gz', 'no/such/app-7.json.gz', true],
  [{ output: folder }, `${folder}/app-7-1.json.gz`, `${folder}/app-7.json.gz`, true],
])('%j', (naming, next, only, gzip) => {
  const names = dumpNames({ overwrite: false, ...naming }, 'app')
  expect(names.gzip).toBe(gzip)
  expect(names.only(7).dump).toBe(only)
  expect(names.next(7).dump).toBe(next)
  expect(names.next(7).dump).toBe(next.replace('7-1', '7-2'))
  expect(names.next(8).dump).toBe(next.replace('7-1', '8-1'))
  expect(names.only(7).capture).toBe(only.replace(/(\.json|\.dump)?(\.gz)?$/, '.capture.json'))
})

test('numbers that are taken are passed over, unless they are to be replaced', () => {
  mkdirSync(join(folder, 'there'))
  writeFileSync(join(folder, 'there/a-7-1.json.gz'), '')
  writeFileSync(join(folder, 'there/a-7-2.capture.json'), '')
  const output = join(folder, 'there/a')
  const free = dumpNames({ output, overwrite: false }, 'app')
  expect([free.next(7).dump, free.next(7).dump]).toEqual([
    `${output}-7-3.json.gz`,
    `${output}-7-4.json.gz`,
  ])
  expect(dumpNames({ output, overwrite: true }, 'app').next(7).dump).toBe(`${output}-7-1.json.gz`)
})
