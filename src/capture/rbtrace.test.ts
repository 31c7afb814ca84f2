import { expect, test } from 'vitest'
import type { MappedFile } from './process-files.ts'
import { rbtraceIn } from './rbtrace.ts'

const mapped = (...paths: string[]): MappedFile[] =>
  paths.map((path, i) => ({ path, start: 4096 * i, inode: i + 1, deleted: false }))

test.each([
  ['/home/a/.gem/ruby/3.1.0/gems/rbtrace-0.5.4/lib/rbtrace.so', '0.5.4', '/home/a/.gem/ruby/3.1.0'],
  [
    '/srv/app/vendor/bundle/ruby/3.1.0/extensions/x86_64-linux/3.1.0/rbtrace-0.5.4/rbtrace.so',
    '0.5.4',
    '/srv/app/vendor/bundle/ruby/3.1.0',
  ],
  [
    '/srv/b/ruby/3.1.0/bundler/gems/rbtrace-0a1b2c3d4e5f/lib/rbtrace.so',
    undefined,
    '/srv/b/ruby/3.1.0',
  ],
])('%s', (path, version, home) => {
  const other = '/opt/gems/gems/msgpack-1.8.7/lib/msgpack/msgpack.so'
  expect(rbtraceIn(mapped('/usr/lib/libc.so.6', other, path))).toEqual({
    version,
    homes: [home, '/opt/gems'],
    ...(path.includes('/bundler/') ? { library: path.replace('/rbtrace.so', '') } : {}),
  })
})

test('what only sounds like it is not it', () => {
  expect(rbtraceIn(mapped('/usr/lib/libruby.so', '/x/gems/my-rbtrace-1/lib/my_rbtrace.so'))).toBe(
    undefined,
  )
})
