// The Rails 7.1.2 example: with its leak, and without.

import { expect } from 'vitest'
import { exercised, inFolder, railsExample, testWithApps } from './apps.ts'

const SHORT = ['--path', '/works/1', '--requests', '60', '--warm', '20']

testWithApps('the leak of Rails 7.1.2 is found, from the first command to the path', async () => {
  const folder = railsExample()
  const result = await exercised(folder, SHORT)
  expect(result.app).toMatchObject({ kind: 'rails', name: 'Works', environment: 'production' })
  expect(result.statuses).toEqual({ '200': 200 })
  expect(result.verdict).toBe('growing')
  // A request makes 40 works; most requests are still held.
  const works = result.growth?.classes.find(({ name }) => name === 'Work')
  expect(works?.net.count).toBeGreaterThan(10)
  expect(works?.net.count).toBeLessThanOrEqual(40)
  expect(result.growth?.grown).toBe('Work')
  expect(result.growth?.gems?.map(({ name }) => name)).toContain('actionpack 7.1.2')

  const last = result.dumps.at(-1)?.path ?? ''
  const path = await inFolder(folder, ['path', last, 'Work', '--no-color', '--width', '120'])
  const held = /ROOT vm[\s\S]*callcache[\s\S]*RoutesProxy[\s\S]*WorksController[\s\S]*Component/
  expect(path.stdout).toMatch(held)
  // Called from the controller, as `main_app` is memoised there.
  expect(path.stdout).toContain('work_path')
})

testWithApps('the same application without it does not grow', async () => {
  const result = await exercised(railsExample(), SHORT, { env: { LEAK: 'off' } })
  expect(result.verdict).not.toBe('growing')
  expect(result.growth?.classes.find(({ name }) => name === 'Work')).toBeUndefined()
  expect(result.growth?.grown).toBeUndefined()
  expect(result.objects.rate).toBeLessThan(200)
})

testWithApps('through Puma, in development', async () => {
  const args = [
    '--path',
    '/',
    '--server',
    'puma',
    '--requests',
    '20',
    '--rounds',
    '2',
    '--warm',
    '5',
  ]
  const result = await exercised(railsExample(), args, { env: { RAILS_ENV: 'development' } })
  expect(result.app).toMatchObject({ kind: 'rails', environment: 'development', server: 'puma' })
  expect(result.statuses).toEqual({ '200': 45 })
})
