# Numbers of channels are given out by setting bits of one integer, which is never cleared: a single number
# of some hundred thousand digits.
# Seen in: https://github.com/ruby-amqp/amq-protocol/pull/35
class ChannelNumbers
  attr_reader :taken

  def initialize(first)
    @next = first
    @taken = 0
  end

  def take
    number = @next
    @next += 32_003
    @taken |= 1 << number
    number
  end
end

class Broker
  def initialize = @numbers = ChannelNumbers.new(1)
  attr_reader :numbers

  def with_channel = "channel #{@numbers.take}"
end

BROKER = Broker.new
Leaks.run(requests: 150, leaked: -> { [BROKER.numbers.taken] }, count: -> { 1 }) do
  BROKER.with_channel
end
