# Two at once. An agent measures how long requests waited, and never reports; a stub of an HTTP client
# notes what was asked for, and is never reset. The second is the larger one, and what the truth file says.
# Seen in: https://github.com/judoscale/judoscale-ruby/issues/39
# Seen in: https://github.com/bblimke/webmock/issues/714
require 'singleton'

class Store
  include Singleton

  Measurement = Struct.new(:time, :value, :queue)

  def push(value, queue) = (@measurements ||= []) << Measurement.new(Time.now, value, queue)
end

class Signature
  attr_reader :verb, :uri, :headers, :body

  def initialize(verb, uri, headers, body)
    @verb = verb
    @uri = uri
    @headers = headers
    @body = body
  end

  def hash = [verb, uri, body].hash
  def eql?(other) = hash == other.hash
end

class RequestRegistry
  include Singleton

  attr_reader :requested

  def initialize = @requested = Hash.new(0)
  def add(signature) = @requested[signature] += 1
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents([RequestRegistry.instance.requested]) },
  count: -> { RequestRegistry.instance.requested.size },
) do |number|
  5.times { |queue| Store.instance.push((number * 37 % 91) / 10.0, "queue-#{queue}") }
  headers = { 'Accept' => '*/*', 'User-Agent' => "shop/#{number % 9}", 'X-Request' => "req-#{number}" }
  body = "{\"item\":#{number}}" * 60
  RequestRegistry.instance.add(Signature.new(:post, "https://tax.example.org/#{number}", headers, body))
end
