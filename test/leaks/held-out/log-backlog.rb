# The collector of logs is down. The logger appends what it could not send to one string, and may hold more
# than anybody would think of. fluent-logger 0.9.1.
# Seen in: https://github.com/fluent/fluent-logger-ruby/issues/32
require 'logger'
require 'fluent-logger'

module Logs
  class << self
    attr_accessor :sink
  end
end

Logs.sink = Fluent::Logger::FluentLogger.new(
  'shop',
  socket_path: '/nonexistent/fluent.sock',
  buffer_limit: 2**30,
  logger: Logger.new(File::NULL),
)

pending = -> { [Logs.sink.instance_variable_get(:@pending)].compact }
at_exit { Logs.sink.instance_variable_set(:@pending, nil) }

Leaks.run(
  requests: 800,
  leaked: pending,
  count: -> { pending.call.sum(&:bytesize) },
) { |number| Logs.sink.post('requests', id: number, path: "/products/#{number}", text: 'a line to read ' * 60) }
