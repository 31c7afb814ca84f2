# A method is measured by a module put before its class. Each tenant asks for it again, so that one class
# gets module after module, each with a method that keeps the tags it counts by.
# Seen in: https://github.com/Shopify/statsd-instrument/pull/92
module Measured
  COUNTS = Hash.new(0)

  def measure(name, metric, tags)
    prepend(Module.new do
      define_method(name) do |*arguments|
        COUNTS[metric] += tags.size
        super(*arguments)
      end
    end)
  end
end

class PaymentGateway
  extend Measured

  def charge(cents)
    cents
  end
end

Leaks.run(
  requests: 220,
  leaked: -> { PaymentGateway.ancestors.grep_v(Class).select { |each| each.name.nil? } },
) do |number|
  tags = Array.new(6) { |n| "tenant:#{number},region:#{n % 3},plan:a plan of the year that costs" }
  PaymentGateway.measure(:charge, :'gateway.charge', tags)
end
