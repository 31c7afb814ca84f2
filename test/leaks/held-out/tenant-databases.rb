# A scheduled import opens the database of a customer, reads it and closes it. Sequel keeps a list of all
# databases that were ever opened.
# Seen in: https://github.com/logstash-plugins/logstash-input-jdbc/issues/261
require 'sequel'

class Import
  def initialize(customer)
    @customer = customer
  end

  def run
    database = Sequel.connect(adapter: 'mock', database: "customer_#{@customer}", fetch: rows, user: 'import')
    total = database[:orders].where { id > 0 }.sum { |row| row[:amount] }
    database.disconnect
    total
  end

  private

  def rows = Array.new(8) { |n| { id: n + 1, amount: @customer % 9 + n } }
end

Leaks.run(
  requests: 70,
  leaked: -> { Leaks.with_contents(Sequel::DATABASES) },
  count: -> { Sequel::DATABASES.size },
) { |number| Import.new(number).run }
