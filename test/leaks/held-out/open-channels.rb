# Who subscribes gets a channel of the connection; who cancels stops the deliveries, but the channel stays
# open, and keeps the method that handled them, and the object it is a method of.
# Seen in: https://github.com/cloudamqp/amqp-client.rb/issues/81
module Amqp
  class Channel
    attr_reader :id

    def initialize(id)
      @id = id
      @consumers = {}
    end

    def consume(tag, handler)
      @consumers[tag] = { active: true, handler: handler }
    end

    def cancel(tag)
      @consumers[tag][:active] = false
    end
  end

  class Connection
    attr_reader :channels

    def initialize
      @channels = {}
    end

    def channel
      id = @channels.size + 1
      @channels[id] = Channel.new(id)
    end
  end

  class Client
    def initialize
      @connection = Connection.new
    end

    def subscribe(tag, handler)
      @connection.channel.tap { |channel| channel.consume(tag, handler) }
    end
  end
end

class OrderStream
  def initialize(number)
    @number = number
    @sent = Array.new(9) { |n| "id: #{n}\ndata: order #{number}, state #{n}, for the page that waits\n\n" }
  end

  def deliver(message)
    @sent << message
  end
end

BROKER = Amqp::Client.new
Leaks.run(
  requests: 250,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Amqp::Channel).to_a) },
  count: -> { ObjectSpace.each_object(OrderStream).count },
) do |number|
  stream = OrderStream.new(number)
  channel = BROKER.subscribe("order-#{number}", stream.method(:deliver))
  stream.deliver("done #{number}")
  channel.cancel("order-#{number}")
end
