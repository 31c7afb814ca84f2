# A layer around the application counts calls by address, and forgets no address.
class RateLimiter
  Bucket = Struct.new(:address, :hits, :first)

  attr_reader :buckets

  def initialize(inner)
    @inner = inner
    @buckets = {}
  end

  def call(number)
    address = "2001:db8::#{number.to_s(16)}"
    bucket = @buckets[address] ||= Bucket.new(address, [], "#{address} was first seen in #{number}" * 20)
    bucket.hits << number
    @inner.call(number)
  end
end

class Deflater
  def initialize(inner) = @inner = inner
  def call(number) = @inner.call(number)
end

LIMITER = RateLimiter.new(APPLICATION)
STACK = Deflater.new(LIMITER)

Leaks.run(
  requests: 600,
  leaked: -> { Leaks.with_contents(LIMITER.buckets.keys + LIMITER.buckets.values) },
  count: -> { LIMITER.buckets.size },
) { |number| STACK.call(number) }
