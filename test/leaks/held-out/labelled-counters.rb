# Counters with labels, as exporters of metrics keep them: the path is a label, and has an id in it. A table
# of cities is ten times as large, there from the start, and no leak.
# Seen in: https://github.com/discourse/prometheus_exporter/issues/320
module Telemetry
  class Counter
    attr_reader :values

    def initialize(name, help)
      @name = name
      @help = help
      @values = Hash.new(0.0)
    end

    def increment(labels) = @values[labels] += 1
  end

  class Registry
    def initialize = @metrics = {}
    def counter(name) = @metrics[name] ||= Counter.new(name, "counts #{name}")
  end

  def self.registry = @registry ||= Registry.new
end

CITIES = (0...30_000).to_h { |n| [n, ["City #{n}", "county #{n % 700} of the country, at #{n * 13 % 180}"]] }

Leaks.run(
  requests: 1_000,
  leaked: -> { Leaks.with_contents([Telemetry.registry.counter(:http_requests_total).values]) },
  count: -> { Telemetry.registry.counter(:http_requests_total).values.size },
) do |number|
  path = "/customers/#{number * 7}/baskets/#{number}"
  Telemetry.registry.counter(:http_requests_total).increment(method: 'GET', path: path, code: 200)
  %i[jobs_total mails_total queries_total logins_total].each do |name|
    Telemetry.registry.counter(name).increment(shard: "shard-#{number % 16}", region: %w[eu us][number % 2])
  end
end
