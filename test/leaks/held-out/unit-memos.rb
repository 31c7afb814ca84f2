# A thread converts amounts for the others. Its converter remembers every amount it was ever asked for, in
# a hash for each pair of units; only a local variable of the thread's block knows the converter.
# Seen in: https://github.com/Shopify/measured/pull/126
require 'date'

Conversion = Struct.new(:amount, :result, :on, :text)

class Converter
  FACTORS = { kg: 1r, g: 1/1000r, lb: 45_359_237/100_000_000r, oz: 28_349/1_000_000r }.freeze

  def initialize
    @memo = Hash.new { |memo, pair| memo[pair] = {} }
  end

  def convert(amount, from, to)
    @memo[[from, to]][amount] ||= begin
      result = amount * FACTORS[from] / FACTORS[to]
      text = "#{amount.to_f} #{from} are #{result.to_f.round(4)} #{to}"
      Conversion.new(amount, result, Date.new(2024, 1, 1) + amount.to_i, text)
    end
  end
end

asked = Queue.new
answered = Queue.new
Thread.new do
  converter = Converter.new
  while (question = asked.pop)
    answered << converter.convert(*question).text
  end
end

known = -> { ObjectSpace.each_object(Conversion).to_a }
Leaks.run(
  requests: 1_200,
  leaked: -> { Leaks.with_contents(known.call) },
  count: -> { known.call.size },
) do |number|
  units = Converter::FACTORS.keys.rotate(number % 4)
  asked << [number + 1/3r, units[0], units[1]]
  answered.pop
end
