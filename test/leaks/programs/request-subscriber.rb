# A middleware object for each request subscribes a block to a global bus, and the block holds the
# middleware with the request's environment and response.
# Seen in: https://github.com/aserafin/grape_logging/pull/7,
# https://github.com/lipanski/sql-spy/pull/1
module EventBus
  @subscribers = Hash.new { |subscribers, name| subscribers[name] = [] }

  def self.subscribe(name, &block)
    @subscribers[name] << block
  end

  def self.publish(name, duration)
    @subscribers[name].last&.call(duration)
  end
end

class RequestLogger
  def initialize(number)
    @env = { 'PATH_INFO' => "/reports/#{number}", 'rack.input' => "form data #{number} " * 80 }
    @response = ["<html>report #{number}</html>" * 20]
    EventBus.subscribe('sql.query') { |duration| @duration = duration }
  end
end

alive = -> { ObjectSpace.each_object(RequestLogger).to_a }
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(RequestLogger).count },
) do |number|
  RequestLogger.new(number)
  EventBus.publish('sql.query', number)
end
