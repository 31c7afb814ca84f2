import { expect, test } from 'vitest'
import { foldGem, foldVersions } from './folded-version.ts'

test.each([
  ['/gems/activerecord-7.1.2/lib/a.rb:3', '/gems/activerecord-*/lib/a.rb:3'],
  [
    '/usr/lib/ruby/gems/3.1.0/gems/nokogiri-1.16.0-x86_64-linux/lib/x.rb',
    '/usr/lib/ruby/gems/*/gems/nokogiri-*/lib/x.rb',
  ],
  [
    '/b/ruby/3.3.0/bundler/gems/rails-1a2b3c4d5e6f/lib/r.rb',
    '/b/ruby/*/bundler/gems/rails-*/lib/r.rb',
  ],
  ['/usr/lib/ruby/3.1.0/json/common.rb:1', '/usr/lib/ruby/*/json/common.rb:1'],
  [
    '/root/.rbenv/versions/3.2.1/lib/ruby/3.2.0/set.rb',
    '/root/.rbenv/versions/*/lib/ruby/*/set.rb',
  ],
  ['/opt/rubies/ruby-3.2.1/lib/x.rb', '/opt/rubies/ruby-*/lib/x.rb'],
  ['/gems/with-dashes-in-2-name-1.0.rc1/lib/x.rb', '/gems/with-dashes-in-*/lib/x.rb'],
  ['/app/models/work.rb:19', '/app/models/work.rb:19'],
  ['/app/v2/3.1/work.rb', '/app/v2/3.1/work.rb'],
])('%s', (path, folded) => {
  expect(foldVersions(path)).toBe(folded)
  expect(foldVersions(folded)).toBe(folded)
})

test('gems without their versions', () => {
  expect(foldGem('activerecord 7.1.2')).toBe('activerecord')
  expect(foldGem('rails 1a2b3c4d5e6f')).toBe('rails')
  expect(foldGem('stdlib json')).toBe('stdlib json')
  expect(foldGem('Ruby itself')).toBe('Ruby itself')
  expect(foldGem('app')).toBe('app')
})
