# Fibers wait in a list for a signal; those whose wait has timed out are never taken off it.
# Seen in: https://github.com/socketry/async/pull/186
class Condition
  def initialize
    @waiting = []
  end

  def wait
    @waiting << Fiber.current
    Fiber.yield
  end

  def size = @waiting.size
end

class Message
  def initialize(number)
    @body = "message #{number}: #{'something that somebody waits for ' * 40}"
  end
end

ARRIVALS = Condition.new

def dequeue_with_timeout(number)
  Fiber.new do
    message = Message.new(number)
    ARRIVALS.wait
    message
  end.resume
end

alive = -> { ObjectSpace.each_object(Message).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ARRIVALS.size },
) { |number| dequeue_with_timeout(number) }
