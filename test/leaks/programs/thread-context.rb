# A thread's own variables, one more for each client object, that nothing ever clears.
# Seen in: https://github.com/getsentry/sentry-ruby/issues/805,
# https://github.com/steveklabnik/request_store/issues/23
class ErrorClient
  def initialize(number)
    @number = number
  end

  def capture(path)
    events = (Thread.current[:error_client_events] ||= [])
    events << ClientEvent.new(@number, path)
  end
end

class ClientEvent
  def initialize(number, path)
    @id = "event-#{number}"
    @context = { path: path, body: "parameters of request #{number} " * 60 }
  end
end

events = -> { ObjectSpace.each_object(ClientEvent).to_a }
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(events.call) },
  count: -> { events.call.size },
) { |number| ErrorClient.new(number).capture("/carts/#{number}") }
