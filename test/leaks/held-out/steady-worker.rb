# A worker of background jobs, at work: threads that live on, a pool of connections, subscribers from the
# boot, a cache that is full, attributes that are reset after each job. activesupport 7.1.2,
# concurrent-ruby 1.3.4, connection_pool 2.5.0, sidekiq 7.2.4 for the jobs.
require 'logger'
require 'active_support'
require 'active_support/cache'
require 'active_support/notifications'
require 'active_support/current_attributes'
require 'concurrent'
require 'connection_pool'
require 'sidekiq'
require 'sidekiq/testing'

Sidekiq::Testing.fake!

class Current < ActiveSupport::CurrentAttributes
  attribute :job, :tags
end

class Connection
  def initialize
    @buffer = String.new(capacity: 65_536)
  end

  def set(key, value)
    @buffer.clear << "SET #{key} #{value}"
    @buffer.bytesize
  end
end

class Durations
  def initialize = @last = []

  def call(_name, start, finish, _id, payload)
    @last << [payload[:job], finish - start]
    @last.shift while @last.size > 200
  end
end

CONNECTIONS = ConnectionPool.new(size: 4) { Connection.new }
CACHE = ActiveSupport::Cache::MemoryStore.new(size: 300_000)
ActiveSupport::Notifications.subscribe('perform.worker', Durations.new)

class ThumbnailJob
  include Sidekiq::Job

  def perform(number)
    Current.job = number
    Current.tags = ["picture-#{number}", 'thumbnail']
    ActiveSupport::Notifications.instrument('perform.worker', job: number) do
      data = CACHE.fetch("picture/#{number}") { "pixels of #{number} " * 100 }
      CONNECTIONS.with { |connection| connection.set(number, data) }
    end
  ensure
    Current.reset
  end
end

workers = Concurrent::FixedThreadPool.new(4)
Leaks.run(requests: 400) do |number|
  ThumbnailJob.perform_async(number)
  latch = Concurrent::CountDownLatch.new(1)
  job = Sidekiq::Queues['default'].shift
  Sidekiq::Queues.clear_all
  workers.post do
    ThumbnailJob.new.perform(*job['args'])
  ensure
    latch.count_down
  end
  latch.wait
end
