# An application's parts enter their handlers into one registry when they are loaded, thousands of them, and
# no more after that.
class Handler
  def initialize(event, part)
    @event = event
    @part = part
    @options = { priority: part % 10, async: part.even?, tags: ["#{event} of part #{part}"] }
  end

  def call(payload) = payload.size + @options[:priority]
end

module Registry
  class << self
    attr_accessor :handlers

    def register(event, part)
      (handlers[event] ||= []) << Handler.new(event, part)
    end

    def publish(event, payload)
      handlers.fetch(event, []).sum { |handler| handler.call(payload) }
    end
  end
  self.handlers = {}
end

events = Array.new(40) { |n| "event.#{n}" }
90.times { |part| events.each { |event| Registry.register(event, part) } }

Leaks.run(requests: 300) { |number| Registry.publish("event.#{number % 45}", "payload #{number}") }
