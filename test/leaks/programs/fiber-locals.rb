# A loop that runs in one fiber for ever keeps what each turn notes in the fiber's own variables.
# Seen in: https://github.com/steveklabnik/request_store/issues/96
class TurnNote
  def initialize(number)
    @text = "what turn #{number} has found out about its request, " * 30
  end
end

REACTOR = Fiber.new do |number|
  loop do
    notes = (Thread.current[:turn_notes] ||= [])
    notes << TurnNote.new(number)
    number = Fiber.yield(notes.size)
  end
end

alive = -> { ObjectSpace.each_object(TurnNote).to_a }
Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(TurnNote).count },
) { |number| REACTOR.resume(number) }
