# A runner means to keep the last eight reports, in eight places, and forgets to begin again at the first.
# There are few of them, each is large, and made of nothing but hashes, arrays and strings.
# Seen in: https://github.com/minitest-reporters/minitest-reporters/issues/338
require 'json'

class Runner
  PLACES = 8

  attr_reader :reports

  def initialize
    @reports = Array.new(PLACES)
    @next = 0
  end

  def run(number)
    @reports[@next] = JSON.parse(output_of(number))
    @next += 1
  end

  private

  def output_of(number)
    cases = (1..150).map do |index|
      { name: "test #{index} of run #{number}", time: index / 1000.0, log: "assertion #{index} held. " * 9 }
    end
    JSON.generate({ run: number, cases: cases, passed: true })
  end
end

runner = Runner.new
Leaks.run(
  requests: 9,
  leaked: -> { Leaks.with_contents([runner.reports]) },
  count: -> { runner.reports.compact.size },
) { |number| runner.run(number) }
