# Modules add themselves to the event system of the framework when they are made, and are never
# taken out of it when only a check was asked for.
# Seen in: https://github.com/rapid7/metasploit-framework/pull/13488
class EventDispatcher
  def initialize
    @general_event_subscribers = []
  end

  def add_general_subscriber(subscriber)
    @general_event_subscribers << subscriber
  end

  def size = @general_event_subscribers.size
end

class Framework
  attr_reader :events

  def initialize
    @events = EventDispatcher.new
  end
end

FRAMEWORK = Framework.new

class CheckModule
  def initialize(number)
    @options = Array.new(14) { |n| ["OPTION#{n}", "value #{n} of check #{number}, with its description"] }
    FRAMEWORK.events.add_general_subscriber(self)
  end

  def on_event(*) = nil
end

alive = -> { ObjectSpace.each_object(CheckModule).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { FRAMEWORK.events.size },
) { |number| CheckModule.new(number) }
