import { expect, test } from 'vitest'
import { gemOf } from './gem-of.ts'

test.each([
  ['/usr/local/bundle/gems/actionpack-7.1.3.2/lib/abstract_controller.rb', 'actionpack 7.1.3.2'],
  ['/home/x/.rbenv/versions/3.1.0/lib/ruby/gems/3.1.0/gems/rack-2.2.4/lib/rack.rb', 'rack 2.2.4'],
  ['/x/gems/net-http-persistent-4.0.1/lib/net/http/persistent.rb', 'net-http-persistent 4.0.1'],
  ['/x/gems/nokogiri-1.15.4-x86_64-linux/lib/nokogiri.rb', 'nokogiri 1.15.4-x86_64-linux'],
  ['/x/gems/2.7.0/gems/rails-7.0.0.rc1/lib/rails.rb', 'rails 7.0.0.rc1'],
  ['/x/bundler/gems/blacklight-3f2a9bc01d2e/app/models/x.rb', 'blacklight 3f2a9bc01d2e'],
  ['/x/gems/engine-1.0.0/vendor/gems/inner-2.0.0/lib/y.rb', 'inner 2.0.0'],
  ['/usr/lib/ruby/3.1.0/json/common.rb', 'stdlib json'],
  ['/usr/lib/ruby/3.1.0/set.rb', 'stdlib set'],
  ['/usr/lib/ruby/3.1.0/x86_64-linux-gnu/socket.so', 'stdlib socket'],
  ['/usr/lib/ruby/vendor_ruby/rubygems/version.rb', 'stdlib rubygems'],
  ['/opt/rb/3.3/lib/ruby/3.3.0/rubygems/version.rb', 'stdlib rubygems'],
  ['/usr/lib/ruby/site_ruby/3.1.0/rubygems.rb', 'stdlib rubygems'],
  ['<internal:kernel>', 'Ruby itself'],
  ['/app/models/work.rb', 'app'],
  ['(eval at /x/gems/rack-2.2.4/lib/rack.rb:12)', 'rack 2.2.4'],
  ['(eval)', 'app'],
  ['-e', 'app'],
])('%s is of %s', (file, gem) => expect(gemOf(file)).toBe(gem))
