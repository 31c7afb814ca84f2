# Healthy: large tables made at boot, that live as long as the process and never change.
class PostalCode
  def initialize(number)
    @code = format('%05d', number)
    @town = "Town number #{number} on the river"
    @region = "Region #{number % 16}"
  end
  attr_reader :code
end

POSTAL_CODES = Array.new(8000) { |number| PostalCode.new(number) }.to_h { |each| [each.code, each] }
TAX_RATES = Array.new(3000) { |n| { region: "Region #{n}", rate: n / 100.0, since: "20#{n % 100}" } }

Leaks.run(requests: 400, count: -> { POSTAL_CODES.size }) do |number|
  POSTAL_CODES.fetch(format('%05d', number % 8000))
  TAX_RATES[number % 3000][:rate]
end
