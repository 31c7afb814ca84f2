# What records were like when they were loaded, by their object_id: the records go, the notes stay. Beside
# it a table of postcodes is loaded when the second round first asks for one; it is larger, and no leak.
# Seen in: https://github.com/mattyoho/basic_assumption/issues/1
# Seen in: https://github.com/protocolbuffers/protobuf/issues/8337
class Customer
  attr_reader :attributes

  def initialize(number)
    @attributes = {
      'id' => number, 'name' => "Customer #{number}", 'mail' => "customer-#{number}@example.org",
      'notes' => "Bought before, asked for #{number} " * 12, 'since' => 2000 + number % 20
    }
  end
end

class Changes
  ORIGINALS = {}

  def self.watch(record) = ORIGINALS[record.object_id] ||= record.attributes.dup
  def self.of(record) = record.attributes.reject { |key, value| watch(record)[key] == value }
end

module Postcodes
  def self.town(code) = (@towns ||= load)[code]

  def self.load
    (10_000...22_000).to_h { |code| [code.to_s, "Town of #{code}, in the county #{code / 100}"] }
  end
end

Leaks.run(
  requests: 700,
  leaked: -> { Leaks.with_contents([Changes::ORIGINALS]) },
  count: -> { Changes::ORIGINALS.size },
) do |number, round|
  customer = Customer.new(number)
  Changes.watch(customer)
  customer.attributes['town'] = Postcodes.town((10_000 + number).to_s) if round > 1
  Changes.of(customer).size
end
