# Spans are queued for a thread that sends them. It was started before the server forked, so here there is
# none, and nothing is ever taken out of the queue.
# Seen in: https://github.com/cookpad/aws-xray/pull/66
module Tracing
  Span = Struct.new(:id, :name, :from, :to, :tags)

  class Client
    attr_reader :waiting

    def initialize
      @waiting = Thread::Queue.new
      @sent = 0
    end

    def report(span) = @waiting << span
  end

  @client = Client.new
  class << self
    attr_reader :client

    def trace(name, tags)
      from = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      yield
    ensure
      to = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      client.report(Span.new(rand(2**60).to_s(16), name, from, to, tags))
    end
  end
end

spans = -> { ObjectSpace.each_object(Tracing::Span).to_a }
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(spans.call) },
  count: -> { Tracing.client.waiting.size },
) do |number|
  Tracing.trace("GET /orders/#{number}", { 'status' => '200', 'user' => "user-#{number}" }) do
    2.times do |query|
      text = "SELECT * FROM orders WHERE id = #{number} -- #{query} " * 4
      Tracing.trace('SELECT', { 'text' => text }) {}
    end
  end
end
