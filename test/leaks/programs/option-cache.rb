# A cache whose key holds a new proc at each call: it never hits, and stores each time.
# Seen in: https://github.com/intridea/multi_json/issues/168,
# https://github.com/sinatra/sinatra/issues/1714
class OptionCache
  CompiledOptions = Struct.new(:names, :text)
  STORE = Hash.new do |store, options|
    store[options] = CompiledOptions.new(options.keys, "compiled options #{options.size} " * 50)
  end

  def self.fetch(options) = STORE[options]
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(OptionCache::STORE.to_a.flatten, except: [OptionCache::STORE]) },
  count: -> { OptionCache::STORE.size },
) { |number| OptionCache.fetch({ template: 'index', layout: -> { number }, prefixes: ['carts'] }) }
