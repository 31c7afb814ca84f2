# A logger whose level can be set for a block, for the current fiber only: it keeps levels by fiber, and puts
# the old level back instead of taking the fiber out. Each request runs in a fiber of its own, whose block
# knows the visit.
# Seen in: https://github.com/ruby/logger/issues/135
require 'fiber'

class LineLogger
  attr_reader :levels

  def initialize
    @level = 1
    @levels = {}
    @lines = 0
  end

  def level = @levels[Fiber.current] || @level
  def debug(_text) = (@lines += 1 if level.zero?)

  def at_level(level)
    before = @levels[Fiber.current]
    @levels[Fiber.current] = level
    yield
  ensure
    @levels[Fiber.current] = before
  end
end

class Visit
  def initialize(number)
    @path = "/health/#{number}"
    @headers = { 'HOST' => 'shop.example.org', 'COOKIE' => "token=#{number}; " * 60 }
    @began = Time.now
  end

  attr_reader :path
end

LOG = LineLogger.new
visits = -> { ObjectSpace.each_object(Visit).to_a }

Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(visits.call) },
  count: -> { visits.call.size },
) do |number|
  visit = Visit.new(number)
  Fiber.new { LOG.at_level(3) { LOG.debug(visit.path) } }.resume
end
