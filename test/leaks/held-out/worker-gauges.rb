# A server of metrics keeps what each worker of the web server last said of itself, by the worker's process.
# Workers come and go; what the gone ones said stays.
# Seen in: https://github.com/discourse/prometheus_exporter/pull/276
class Gauges
  attr_reader :metrics

  def initialize(type)
    @type = type
    @metrics = []
  end

  def collect(said)
    @metrics.reject! { |metric| metric['pid'] == said['pid'] }
    @metrics << said
  end

  def total(name) = @metrics.sum { |metric| metric[name] }
end

class MetricsServer
  include Singleton
  attr_reader :collectors

  def initialize
    @collectors = { 'puma' => Gauges.new('puma'), 'process' => Gauges.new('process') }
  end

  def process(line)
    said = JSON.parse(line)
    @collectors.fetch(said['type']).collect(said)
  end
end

Leaks.run(
  requests: 350,
  leaked: -> { Leaks.with_contents(MetricsServer.instance.collectors['puma'].metrics) },
  count: -> { MetricsServer.instance.collectors['puma'].metrics.size },
) do |number|
  labels = %w[phase ruby host app].map { |name| [name, "#{name} of worker #{number}"] }
  line = { type: 'puma', pid: 4000 + number, running: 5, backlog: number % 3, labels: labels }
  MetricsServer.instance.process(JSON.generate(line))
  MetricsServer.instance.process(JSON.generate({ type: 'process', pid: number % 4, rss: number * 8 }))
end
