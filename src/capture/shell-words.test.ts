import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWords } from './shell-words.ts'

test.each([
  'docker exec C',
  '  kubectl   exec POD -- ',
  `ssh -o 'User=a b' host`,
  `a "b c"d'e f' \\"g \\ h`,
  `"a\\"b\\\\c\\d" '' ""`,
])('as sh splits %s', (text) => {
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
  expect(shellWords(text)).toEqual(said.split('\0').slice(0, -1))
})

test('nothing is expanded, and a quote must end', () => {
  expect(shellWords('a $HOME *')).toEqual(['a', '$HOME', '*'])
  expect(shellWords('')).toEqual([])
  expect(() => shellWords('a "b')).toThrow(/has no end/)
})
