# An agent measures each request and puts what it measured into a queue for its reporter. Where nobody has
# configured the reporter it never starts, and nobody reads the queue.
# Seen in: https://github.com/judoscale/judoscale-ruby/issues/39
module Pulse
  S = Struct.new(:k, :v, :at, :meta)

  class Outbox
    def initialize
      @q = Thread::Queue.new
    end

    def offer(sample)
      @q.push(sample)
    end

    def size
      @q.size
    end
  end

  class Hub
    include Singleton

    attr_reader :outbox

    def initialize
      @outbox = Outbox.new
      @reporter = nil
    end

    def note(kind, value, meta)
      @outbox.offer(S.new(kind, value, Process.clock_gettime(Process::CLOCK_MONOTONIC), meta))
    end
  end
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Pulse::S).to_a) },
  count: -> { ObjectSpace.each_object(Pulse::S).count },
) do |number|
  Pulse::Hub.instance.note(:qt, number % 50, { 'queue' => "web-#{number % 3}", 'id' => "req-#{number}" })
  Pulse::Hub.instance.note(:at, number % 90, nil)
end
