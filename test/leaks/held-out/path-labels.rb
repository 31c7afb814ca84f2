# A middleware counts requests and their seconds by path. The paths have ids in them, so that there is a
# series for each. prometheus-client 4.2.3.
# Seen in: https://github.com/prometheus/client_ruby/pull/80
require 'prometheus/client'

class Collector
  def initialize(app, registry = Prometheus::Client.registry)
    @app = app
    @requests = registry.counter(:http_requests_total, docstring: 'Requests', labels: %i[code method path])
    @seconds = registry.histogram(:http_seconds, docstring: 'Seconds', labels: %i[method path])
  end

  def call(number)
    @app.call(number)
    path = "/customers/#{number}/orders/#{number * 7}"
    @requests.increment(labels: { code: '200', method: 'get', path: path })
    @seconds.observe(0.01 * (number % 30), labels: { method: 'get', path: path })
  end
end

STACK = Collector.new(->(number) { number })

# Of the two, the histogram has the more series: only they are weighed.
series = -> { ObjectSpace.each_object(Hash).select { |each| each.key?(:path) && each.key?(:le) } }
Leaks.run(
  requests: 250,
  leaked: -> { Leaks.with_contents(series.call) },
  count: -> { series.call.size },
) { |number| STACK.call(number) }
