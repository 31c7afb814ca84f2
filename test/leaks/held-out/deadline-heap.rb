# A reactor's timers, the earliest on top. A cancelled one is only marked, and goes when it comes to the top,
# which is in an hour.
# Seen in: https://github.com/socketry/io-event/pull/180
# Seen in: https://github.com/socketry/async/issues/176
class EarliestFirst
  def initialize = @contents = []
  def size = @contents.size
  def to_a = @contents
  def peek = @contents.first

  def push(element)
    @contents << element
    at = @contents.size - 1
    while at > 0 && (@contents[at] <=> @contents[above = (at - 1) / 2]) < 0
      @contents[at], @contents[above] = @contents[above], @contents[at]
      at = above
    end
  end
end

class Timers
  class Handle
    include Comparable

    attr_reader :at

    def initialize(at, task)
      @at = at
      @task = task
    end

    def cancel! = @cancelled = true
    def <=>(other) = at <=> other.at
  end

  attr_reader :waiting

  def initialize = @waiting = EarliestFirst.new

  def after(seconds, now, task)
    Handle.new(now + seconds, task).tap { |handle| @waiting.push(handle) }
  end
end

class Reactor
  Job = Struct.new(:number, :input, :output)

  attr_reader :timers

  def initialize = @timers = Timers.new

  def handle(number)
    job = Job.new(number, "what was sent in #{number} " * 15, +'')
    timeout = @timers.after(3600, number.to_f, job)
    job.output << "answer to #{number}"
    timeout.cancel!
  end
end

reactor = Reactor.new
Leaks.run(
  requests: 700,
  leaked: -> { Leaks.with_contents(reactor.timers.waiting.to_a) },
  count: -> { reactor.timers.waiting.size },
) { |number| reactor.handle(number) }
