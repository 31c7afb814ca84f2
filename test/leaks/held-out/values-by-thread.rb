# A variable has a value for each thread, in a hash with the thread as its key. Threads come and go, one
# for each batch; the hash keeps them, dead as they are, and their values.
# Seen in: https://github.com/ruby-concurrency/concurrent-ruby/issues/163
class PerThread
  def initialize(&default)
    @default = default
    @storage = {}
    @lock = Mutex.new
  end

  def value
    @lock.synchronize { @storage[Thread.current] ||= @default.call }
  end

  def keys
    @storage.keys
  end
end

class Buffer
  attr_reader :rows

  def initialize
    @rows = []
  end
end

module Importer
  BUFFERS = PerThread.new { Buffer.new }

  def self.import(batch)
    Thread.new { batch.each { |row| BUFFERS.value.rows << row } }.join
  end
end

Leaks.run(
  requests: 90,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Buffer).to_a) },
  count: -> { ObjectSpace.each_object(Buffer).count },
) do |number|
  Importer.import(Array.new(14) { |n| "batch #{number}, row #{n}: an article, its price, its place, its maker" })
end
