# A test suite, or a task, does all its work in one transaction that it will roll back. Records that have a
# hook for the commit stay with the transaction until then. activerecord 7.1.2 on SQLite.
# Seen in: https://github.com/DatabaseCleaner/database_cleaner/issues/204
# Seen in: https://github.com/rails/rails/issues/15549
require 'logger'
require 'active_record'

ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:coupons) do |t|
    t.string :code
    t.text :terms
  end
end

class Coupon < ActiveRecord::Base
  after_commit :announce, on: :create

  def announce; end
end

begin
  ActiveRecord::Base.transaction do
    Leaks.run(
      requests: 150,
      leaked: lambda {
        coupons = ObjectSpace.each_object(Coupon).to_a
        Leaks.with_contents(coupons, except: [Coupon.connection, *Coupon.attribute_types.values])
      },
      count: -> { ObjectSpace.each_object(Coupon).count },
    ) { |number| Coupon.create!(code: "C-#{number}", terms: "Not with other coupons, #{number}. " * 40) }
    raise ActiveRecord::Rollback
  end
end
