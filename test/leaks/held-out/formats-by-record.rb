# What was formatted is remembered by the record itself, which is another one in each request.
class Formatter
  @results = {}.compare_by_identity

  class << self
    attr_reader :results

    def format(record)
      @results[record] ||= record.lines.map(&:upcase)
    end
  end
end

class Invoice
  attr_reader :lines

  def initialize(number)
    @lines = Array.new(6) { |n| "line #{n} of invoice #{number}, and what it says about the goods" }
  end
end

Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(Formatter.results.keys + Formatter.results.values) },
  count: -> { Formatter.results.size },
) { |number| Formatter.format(Invoice.new(number)) }
