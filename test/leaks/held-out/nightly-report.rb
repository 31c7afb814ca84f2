# A job runs with the query cache on, as the web requests do, and goes through all customers. No query is
# asked twice; all results are kept. activerecord 7.0.8, where the cache had no limit.
# Seen in: https://github.com/rails/rails/issues/31175
# Seen in: https://github.com/rails/rails/pull/48110
require 'logger'
require 'active_record'

ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:orders) do |t|
    t.integer :customer
    t.string :text
  end
end

class Order < ActiveRecord::Base; end

Order.insert_all((0...3000).map { |n| { customer: n % 500, text: "Order #{n}, of some things that were sold. " * 8 } })

ActiveRecord::Base.cache do
  cached = -> { ActiveRecord::Base.connection.query_cache.values.flat_map(&:values) }
  Leaks.run(
    requests: 160,
    leaked: -> { Leaks.with_contents(cached.call, except: [ActiveRecord::Base.connection]) },
    count: -> { cached.call.size },
  ) { |number| Order.where(customer: number).map(&:text).size }
end
