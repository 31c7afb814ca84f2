# Runs the app and dumps its heap three times: warmed up, after some requests, after twice as many.
# `make-dumps` calls this; it writes into tmp/ of the folder it is run in.
require 'objspace'
ObjectSpace.trace_object_allocations_start
require_relative 'app'

WARM_UP = 30
REQUESTS = 240

def dump(name)
  3.times { GC.start }
  File.open("tmp/#{name}.json", 'w') { |file| ObjectSpace.dump_all(output: file) }
end

app = App.new
1.upto(WARM_UP) { |id| app.call(id) }
dump('before')
1.upto(REQUESTS) { |n| app.call(WARM_UP + n) }
dump('after')
1.upto(REQUESTS) { |n| app.call(WARM_UP + REQUESTS + n) }
dump('later')
warn "Ruby #{RUBY_VERSION}: #{app.requests} requests have ended, " \
     "#{ObjectSpace.each_object(Work).count} works are still alive"
