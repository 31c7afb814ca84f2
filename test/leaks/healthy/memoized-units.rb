# Healthy: constants that remember what was once computed; there are only so many answers.
# Looked at in: https://github.com/Shopify/measured/pull/126
class Unit
  def initialize(name, factor)
    @name = name
    @factor = factor
    @conversions = {}
  end

  attr_reader :factor

  def to(other)
    @conversions[other.factor] ||= "1 #{@name} is #{factor.fdiv(other.factor)} of the other one" * 4
  end
end

UNITS = Array.new(30) { |n| Unit.new("unit-#{n}", n + 1) }.freeze
Leaks.run(requests: 1000, count: -> { UNITS.size }) { |number| UNITS[number % 30].to(UNITS[number / 30 % 30]) }
