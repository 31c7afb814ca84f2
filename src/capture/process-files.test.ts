import { expect, test } from 'vitest'
import { mappedIn, statusIn } from './process-files.ts'

test('each mapped file once, at its beginning', () => {
  const maps = `7f00a0000000-7f00a0020000 r--p 00000000 fe:00 77                         /usr/lib/libruby 3.1.so
7f00a0020000-7f00a0220000 r-xp 00020000 fe:00 77                         /usr/lib/libruby 3.1.so
7f00b0000000-7f00b0001000 r--p 00000000 fe:00 78                         /usr/lib/old.so (deleted)
7f00c0000000-7f00c0001000 rw-p 00000000 00:00 0
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]
`
  expect(mappedIn(maps)).toEqual([
    { path: '/usr/lib/libruby 3.1.so', start: 0x7f00a0000000, inode: 77, deleted: false },
    { path: '/usr/lib/old.so', start: 0x7f00b0000000, inode: 78, deleted: true },
  ])
})

test('owner, state, tracer and handled signals', () => {
  const status =
    'Name:\truby\nState:\tS (sleeping)\nPid:\t9\nTracerPid:\t41\nUid:\t1000\t1000\t1000\t1000\nSigCgt:\t0000000000010002\n'
  expect(statusIn(status)).toEqual({ uid: 1000, state: 'S', tracer: 41, caught: 0x10002n })
})
