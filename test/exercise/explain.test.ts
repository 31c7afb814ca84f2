// The Rails example in one command: the leak of 7.1.2 is explained rightly, 7.1.3 is healthy; and the
// check that says so fails where an answer is wrong.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import {
  leaks,
  wrongWithGrowth,
  wrongWithHealth,
  wrongWithLeak,
} from '../../examples/rails-7.1/answer.mjs'
import { appVersions, whyNoGems } from '../../scripts/gems.mjs'
import { testWithApps } from './apps.ts'

const script = fileURLToPath(new URL('../../examples/rails-7.1/explain.mjs', import.meta.url))

/** Milliseconds: half a minute each where nothing else runs. */
const MOST = 300_000

function explain(...args: string[]) {
  return spawnSync(process.execPath, [script, '--built', ...args], { encoding: 'utf8' })
}

testWithApps(
  'Rails 7.1.2, untraced: the cause, checked',
  async () => {
    const { status, stdout, stderr } = explain('--rails', '7.1.2', '--no-trace')
    expect([status, stderr.match(/^explain: .*/m)]).toEqual([0, null])
    expect(stdout).toContain('Right: Rails 7.1.2 leaks')
  },
  MOST,
)

testWithApps(
  'Rails 7.1.3, traced: nothing',
  async () => {
    const versions = appVersions('7.1.3')
    expect(whyNoGems([...versions.keys()], versions)).toBeUndefined()
    const { status, stdout, stderr } = explain('--rails', '7.1.3')
    expect([status, stderr.match(/^explain: .*/m)]).toEqual([0, null])
    expect(stdout.match(/Nothing suspicious/g)).toHaveLength(2)
  },
  MOST,
)

test('a version that was not tried is refused', () => {
  const { status, stderr } = explain('--rails', '8.0')
  expect([status, stderr]).toEqual([2, expect.stringContaining('not with 8.0')])
  expect(['7.1.0', '7.1.2', '7.1.3', '7.1.20'].map(leaks)).toEqual([true, true, false, false])
})

const PROXY = 'ActionDispatch::Routing::RoutesProxy'
const labels = [
  'ROOT vm',
  'callcache :work_path',
  `ment #<${PROXY}>.work_path`,
  `#<Class:#<${PROXY}>>`,
  `#<${PROXY}>`,
  '#<WorksController>',
  '#<Work>',
]
const finding = {
  rule: 'callcache-pin',
  title: 'proxies are kept',
  because: 'A method was defined (actionpack-7.1.2/lib/routes_proxy.rb:32)',
  advice: 'Upgrade to Rails 7.1.3 or later.',
  verdict: 'plateau',
  count: 100,
  bytes: 5000,
  growth: [{ count: 50 }, { count: 80 }, { count: 100 }],
  path: labels.map((label) => ({ label })),
}
const bounds = { requests: 200, least: 4000, most: 6000, line: 32 }
const right = { healthy: false, findings: [finding] }
const other = (part: object) => ({ healthy: false, findings: [{ ...finding, ...part }] })

test('the right answer passes, each wrong one does not', () => {
  expect([...wrongWithLeak(right, bounds), ...wrongWithGrowth(right)]).toEqual([])
  expect(wrongWithHealth({ healthy: true, findings: [] })).toEqual([])
  const wrongOnes = [
    { healthy: true, findings: [finding] },
    { healthy: false, findings: [] },
    other({ rule: 'accumulation' }),
    other({ path: finding.path.slice(0, -1) }),
    other({ path: finding.path.toReversed() }),
    other({ because: 'A method was defined' }),
    other({ advice: 'Restart it at times.' }),
    other({ because: 'A method was defined (routes_proxy.rb:33)' }),
    other({ count: 40 }),
    other({ count: 201 }),
    other({ bytes: 3999 }),
    other({ bytes: 6001 }),
  ]
  for (const answer of wrongOnes) expect(wrongWithLeak(answer, bounds)).not.toEqual([])
  const wrongGrowth = [
    { findings: [] },
    other({ verdict: 'growing' }),
    other({ verdict: 'one-time' }),
    other({ growth: undefined }),
    other({ growth: [{ count: 50 }, { count: 50 }, { count: 100 }] }),
    { findings: [finding, { ...finding, verdict: 'growing' }] },
  ]
  for (const answer of wrongGrowth) expect(wrongWithGrowth(answer)).not.toEqual([])
  expect(wrongWithHealth(right)).not.toEqual([])
  expect(wrongWithHealth({ healthy: false, findings: [] })).not.toEqual([])
  const growing = { ...finding, rule: 'accumulation', verdict: 'growing' }
  expect(wrongWithHealth({ healthy: true, findings: [growing] })).not.toEqual([])
})
