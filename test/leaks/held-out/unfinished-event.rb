# A client of a server's events waits for the blank line that ends one. One server never sends it; what it
# has sent so far is one string that only grows.
# Seen in: https://github.com/simonx1/ruby-mcp-client/pull/192
class EventStream
  attr_reader :buffer, :events

  def initialize(url)
    @url = url
    @buffer = ''
    @events = 0
  end

  def receive(chunk)
    @buffer += chunk
    while (ending = @buffer.index("\n\n"))
      handle(@buffer.slice!(0, ending + 2))
    end
  end

  private

  def handle(event)
    @events += 1 if event.start_with?('data:')
  end
end

good = EventStream.new('https://one.example/events')
bad = EventStream.new('https://two.example/events')

Leaks.run(
  requests: 150,
  leaked: -> { [bad.buffer] },
  count: -> { 1 },
) do |number|
  good.receive("data: #{number}\ndata: #{'a' * 300}\n\n")
  bad.receive("data: {\"progress\": #{number}, \"note\": \"#{'still working ' * 280}\"}\n")
end
