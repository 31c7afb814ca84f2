# Memoisation on the class: each new argument stays in an instance variable of the class.
# Seen in: https://github.com/matthewrudy/memoist/issues/47
class PriceList
  class Quote
    def initialize(customer)
      @customer = customer
      @lines = Array.new(10) { |n| "article #{n} for customer #{customer} at #{n * 3} a piece" * 2 }
    end
  end

  class << self
    def quote_for(customer)
      @quotes ||= {}
      @quotes[customer] ||= Quote.new(customer)
    end

    attr_reader :quotes
  end
end

Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents(PriceList.quotes.values) },
  count: -> { PriceList.quotes.size },
) { |number| PriceList.quote_for("customer-#{number}") }
