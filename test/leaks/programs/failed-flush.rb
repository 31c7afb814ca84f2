# A buffer of events that puts back what it could not write. The database is away, for good.
# Seen in: https://github.com/bart-oz/solid_observer/issues/76
class QueueEventBuffer
  Event = Struct.new(:job, :arguments, :duration)
  FLUSH_AT = 50

  attr_reader :events

  def initialize
    @events = []
  end

  def push(number)
    text = "argument of job #{number} " * 60
    @events << Event.new("ImportJob-#{number}", { 'text' => text }, number / 1000.0)
    flush if @events.size % FLUSH_AT == 0
  end

  def flush
    pending = @events.dup
    @events.clear
    raise IOError, 'no connection'
  rescue IOError
    @events.unshift(*pending)
  end
end

class Observer
  include Singleton
  attr_reader :buffer

  def initialize
    @buffer = QueueEventBuffer.new
  end
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(Observer.instance.buffer.events) },
  count: -> { Observer.instance.buffer.events.size },
) { |number| Observer.instance.buffer.push(number) }
