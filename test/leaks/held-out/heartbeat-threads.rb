# A connection to a broker has a thread for its heartbeats. When the connection is lost a new one is made,
# and the thread of the old one goes on.
# Seen in: https://github.com/ruby-amqp/bunny/issues/172
class Transport
  attr_reader :beats

  def initialize(number)
    @host = "broker-#{number % 3}.example"
    @read_buffer = "frame of connection #{number} ".b * 700
    @unconfirmed = Array.new(60) { |n| "message #{n} of connection #{number}" }
    @beats = 0
  end

  def send_heartbeat = @beats += 1
end

class HeartbeatSender
  def initialize(transport)
    @transport = transport
    @wake = Thread::Queue.new
  end

  def start
    @thread = Thread.new do
      loop do
        @transport.send_heartbeat
        @wake.pop
      end
    end
  end
end

class Session
  attr_reader :transport

  def connect(number)
    @transport = Transport.new(number)
    @heartbeat = HeartbeatSender.new(@transport)
    @heartbeat.start
  end
end

session = Session.new

Leaks.run(
  requests: 25,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Transport).to_a) },
  count: -> { ObjectSpace.each_object(Transport).count },
) do |number|
  session.connect(number)
  Thread.pass until session.transport.beats == 1
end
