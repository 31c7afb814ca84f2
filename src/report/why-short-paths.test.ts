import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-why.ts'
import { plainPaint } from './paint.ts'
import { whyHtml } from './why-html.ts'
import { whyMarkdown } from './why-markdown.ts'
import { shortPaths } from './why-short-paths.ts'
import { whyReport } from './why.ts'

test.each([
  ['/usr/lib/ruby/gems/3.1.0/gems/rack-3.0.8/lib/rack.rb:7', 'rack-3.0.8/lib/rack.rb:7'],
  ['(/home/me/.gem/gems/action_view-7.1/x.rb:1), so', '(action_view-7.1/x.rb:1), so'],
  ['/srv/bundle/bundler/gems/my-gem-0a1b2c3d4e5f/a.rb', 'my-gem-0a1b2c3d4e5f/a.rb'],
  ['/a/gems/x-1/a.rb and /b/gems/y-2.0.pre/b.rb', 'x-1/a.rb and y-2.0.pre/b.rb'],
  ['C:/Ruby/gems/net-http-0.4.1/a.rb', 'net-http-0.4.1/a.rb'],
])('%s', (text, expected) => {
  expect(shortPaths(text)).toBe(expected)
})

test.each(['/app/lib/gems/price.rb:3', '/app/models/work.rb:19', 'gems/x-1', '#<Gems-1>'])(
  '%s stays as it is',
  (text) => {
    expect(shortPaths(text)).toBe(text)
  },
)

test('all faces have them, and commands are left alone', () => {
  const place = '/home/me/gems/rack-3.0.8/lib/rack.rb:7'
  const finding = {
    ...made.callCache,
    because: `See ${place}.`,
    evidence: [{ words: ['show', 'DUMP', '/home/me/gems/dump-1/x.json'], why: 'it' }],
    sites: [{ name: place, count: 1, bytes: 1 }],
  }
  const why = { ...made.why, findings: [finding] }
  const view = { width: 80, color: plainPaint, dump: 'x.json' }
  for (const text of [
    whyReport(why, view),
    whyMarkdown(why),
    whyHtml(why).replaceAll('<wbr>', ''),
  ]) {
    expect(text).toContain('rack-3.0.8/lib/rack.rb:7')
    expect(text).not.toContain('/home/me/gems/rack')
    expect(text).toContain('/home/me/gems/dump-1/x.json')
  }
})
