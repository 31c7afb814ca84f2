# A least-recently-used cache whose key is a new object each time: nothing is ever found, and what
# shall be thrown out is looked for under another key.
# Seen in: https://github.com/inferno-framework/inferno-core/pull/262,
# https://github.com/sinatra/sinatra/issues/46
class SuiteOptions
  def initialize(names)
    @names = names
  end

  attr_reader :names
end

class CountCache
  LIMIT = 50
  Entry = Struct.new(:count, :text)

  def initialize
    @entries = {}
    @order = []
  end

  def fetch(options)
    @entries[options] ||= Entry.new(options.names.size, "tests of #{options.names.join} " * 40).tap do
      @order << options.names.dup
      @entries.delete(@order.shift) if @order.size > LIMIT
    end
  end

  def size = @entries.size
  def entries = @entries.to_a.flatten
end

class SuiteRunner
  include Singleton
  attr_reader :cache

  def initialize
    @cache = CountCache.new
  end
end

Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(SuiteRunner.instance.cache.entries) },
  count: -> { SuiteRunner.instance.cache.size },
) { |number| SuiteRunner.instance.cache.fetch(SuiteOptions.new(['suite', (number % 9).to_s])) }
