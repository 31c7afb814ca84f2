# Whatever a worker prints goes into one StringIO, to be shown should it fail. It never fails.
# Seen in: https://github.com/marinazzio/evilution/issues/136
require 'stringio'

module Isolation
  @output = StringIO.new

  class << self
    attr_reader :output

    def run(number)
      output.puts "mutation #{number}"
      30.times do |line|
        output.puts "  #{line}: expected #{number * line} to equal #{number + line}, and so it did"
      end
    end
  end
end

Leaks.run(
  requests: 500,
  leaked: -> { [Isolation.output, Isolation.output.string] },
  count: -> { 1 },
) { |number| Isolation.run(number) }
