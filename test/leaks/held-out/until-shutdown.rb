# Work that shall be called off when the server stops: every request hangs a callback on the event of the
# shutdown, which comes once, at the end. concurrent-ruby 1.3.4; what waits for an event is a chain.
# Seen in: https://github.com/ruby-concurrency/concurrent-ruby/issues/347
require 'concurrent'

class Download
  def initialize(number)
    @url = "https://files.example/#{number}/archive.tar"
    @chunks = Array.new(12) { |n| "chunk #{n} of #{number} " * 6 }
  end

  def cancel = @chunks.clear
end

class Server
  attr_reader :stopping

  def initialize
    @stopping = Concurrent::Promises.resolvable_event
  end

  def fetch(number)
    download = Download.new(number)
    @stopping.on_resolution! { download.cancel }
    number
  end
end

server = Server.new

Leaks.run(
  requests: 170,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Download).to_a) },
  count: -> { ObjectSpace.each_object(Download).count },
) { |number| server.fetch(number) }
