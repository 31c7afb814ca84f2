import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { withoutSecrets } from './hidden-words.ts'
import { rubyFile } from './ruby-files.ts'

const CASES: [string[], string[]][] = [
  [
    ['ruby', 'app.rb', '--port', '80', '--verbose'],
    ['ruby', 'app.rb', '--port', '80', '--verbose'],
  ],
  [['--password=hunter2'], ['--password=[hidden]']],
  [
    ['--token', 'hunter2', 'next'],
    ['--token', '[hidden]', 'next'],
  ],
  [
    ['--key', '--other'],
    ['--key', '--other'],
  ],
  [['SECRET_KEY_BASE=hunter2=x'], ['SECRET_KEY_BASE=[hidden]']],
  [['DATABASE=postgres://me:hunter2@db/x'], ['DATABASE=postgres://[hidden]@db/x']],
  [
    ['-H', 'Authorization: Bearer hunter2'],
    ['-H', 'Authorization:[hidden]'],
  ],
  [['X-Api-Key: hunter2'], ['X-Api-Key:[hidden]']],
  [['{"a":1,"password":"hunter2"}'], ['{"a":1,"password":[hidden]']],
  [['password:\nhunter2\n'], ['password:[hidden]']],
  [['/usr/lib/authors/keys.rb'], ['/usr/lib/authors/keys.rb']],
]

test.each(CASES)('%j', (words, left) => {
  expect(withoutSecrets(words)).toEqual(left)
})

test.each([
  ['loupe_agent.rb', 'ARGV.replace(words); LoupeAgent::Facts.__send__(:argv)'],
  ['loupe_far.rb', 'LoupeFar.__send__(:without_secrets, words.map(&:b))'],
])('%s leaves out the same', (file, leftOf) => {
  const code = `load ARGV.shift
    puts JSON.generate(JSON.parse($stdin.read).map { |words| ${leftOf} })`
  const { stdout, stderr } = spawnSync('ruby', ['-rjson', '-e', code, rubyFile(file)], {
    input: JSON.stringify(CASES.map(([words]) => words)),
    encoding: 'utf8',
    env: { ...process.env, LOUPE_AGENT: 'off' },
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(CASES.map(([, left]) => left))
})
