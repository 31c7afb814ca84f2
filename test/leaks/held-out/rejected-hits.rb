# A limiter notes when each client came, also when it has sent the client away. One robot comes all day
# long, so that its list of times is one array that only grows.
# Seen in: https://github.com/yegor256/0rsk/issues/537
class Limits
  attr_reader :seen

  def initialize(max:, period:)
    @max = max
    @period = period
    @seen = {}
  end

  def over?(client, now)
    hits = (@seen[client] ||= [])
    hits << now
    hits.size > @max
  end

  def sweep(now)
    @seen.each_value { |hits| hits.reject! { |time| time < now - @period } }
    @seen.reject! { |_client, hits| hits.empty? }
  end
end

limits = Limits.new(max: 10, period: 86_400_000)
answers = Hash.new(0)

Leaks.run(
  requests: 600,
  leaked: -> { [limits.seen['203.0.113.9']] },
  count: -> { 1 },
) do |number|
  120.times { |n| answers[limits.over?('203.0.113.9', number * 900 + n)] += 1 }
  limits.over?("198.51.100.#{number % 20}", number * 900) if (number % 40).zero?
  limits.sweep(number * 900) if (number % 200).zero?
end
