# A resolver does not close its sockets at once but when it has nothing else to do, and it always has
# something else to do.
# Seen in: https://github.com/alexdalitz/dnsruby/issues/209
module Lookup
  class << self
    attr_accessor :selector
  end

  class Selector
    attr_reader :finished

    def initialize
      @finished = []
      @queries = { 0 => :keepalive }
    end

    def ask(question)
      reader, writer = IO.pipe
      writer.puts(question, 'answer')
      writer.close
      reader.gets.tap { done(reader) }
    end

    def tick
      @finished.each(&:close).clear if @queries.empty?
    end

    private

    def done(socket)
      @finished << socket
      tick
    end
  end
end

Lookup.selector = Lookup::Selector.new
Leaks.run(requests: 60, leaked: -> { Lookup.selector.finished.dup }) do |number|
  Lookup.selector.ask("host#{number}.example. IN A")
end
