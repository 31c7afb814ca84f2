import { expect, test } from 'vitest'
import { processesIn } from './ps-output.ts'
import { isRubyProcess, versionIn } from './ruby-processes.ts'

const map = (path: string) => `7f0000000000-7f0000001000 r-xp 00000000 08:01 12 ${path}\n`

test.each([
  ['/usr/bin/ruby3.1', map('/usr/lib/x86_64-linux-gnu/libruby-3.1.so.3.1.2'), '3.1.2'],
  ['/usr/local/bin/ruby', map('/usr/local/lib/libruby.so.3.3.6'), '3.3.6'],
  ['/home/a/.rbenv/versions/3.2.2/bin/ruby', '', '3.2.2'],
  ['/opt/rubies/ruby-2.7.8/bin/ruby', '', '2.7.8'],
  ['/home/a/.rvm/rubies/ruby-3.0.6/bin/ruby', '', '3.0.6'],
  ['/usr/local/bin/ruby', map('/usr/local/lib/ruby/3.4.0/x86_64-linux/enc/encdb.so'), '3.4'],
  ['/usr/bin/ruby2.7', '', '2.7'],
  ['/usr/bin/ruby', '', undefined],
  [undefined, undefined, undefined],
])('the version of %j', (program, maps, version) => {
  expect(versionIn(program, maps)).toBe(version)
})

test('what ps says', () => {
  const text = [
    '    1 root        1234   10-00:00:01 /sbin/launchd',
    '  501 anna       20480      01:02:03 ruby app.rb --flag',
    ' 4242 bert         512         02:03 /opt/homebrew/bin/ruby -Ilib bin/rails server',
    ' 4243 anna       99999    2-00:00:10 /usr/bin/ruby3.3 x',
    ' 4244 anna         100         00:01 rubymine',
    '',
  ].join('\n')
  const common = { agent: false }
  expect(processesIn(text, 'anna')).toEqual([
    {
      ...common,
      pid: 501,
      user: 'anna',
      own: true,
      rss: 20480 * 1024,
      uptime: 3723,
      command: 'ruby app.rb --flag',
    },
    {
      ...common,
      pid: 4242,
      user: 'bert',
      own: false,
      rss: 512 * 1024,
      uptime: 123,
      command: '/opt/homebrew/bin/ruby -Ilib bin/rails server',
    },
    {
      ...common,
      pid: 4243,
      user: 'anna',
      own: true,
      rss: 99999 * 1024,
      uptime: 172_810,
      command: '/usr/bin/ruby3.3 x',
    },
  ])
})

test.runIf(process.platform === 'linux')('this process is no Ruby', () => {
  expect(isRubyProcess(process.pid)).toBe(false)
  expect(isRubyProcess(2 ** 30)).toBeUndefined()
})
