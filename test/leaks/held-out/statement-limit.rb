# Prepared statements, at most 200 of them. The order of use is kept by `==`, of which there are 40
# different queries; the statements by `hash`, which the queries do not define. So the limit is never
# reached, and nothing is ever found.
# Seen in: https://github.com/SamSaffron/lru_redux/pull/4
# Seen in: https://github.com/rsim/oracle-enhanced/issues/594
module Warehouse
  class Query
    attr_reader :table, :columns

    def initialize(table, columns)
      @table = table
      @columns = columns
    end

    def ==(other) = other.is_a?(Query) && table == other.table && columns == other.columns
    def to_s = "SELECT #{columns.join(', ')} FROM #{table} WHERE id = :1"
  end

  Prepared = Struct.new(:text, :plan, :bound)

  class Session
    LIMIT = 200

    attr_reader :prepared

    def initialize
      @order = []
      @prepared = {}
    end

    def prepare(query)
      @order.delete(query)
      @order.push(query)
      @prepared.delete(@order.shift) if @order.size > LIMIT
      @prepared[query] ||= Prepared.new(query.to_s, ["TABLE ACCESS #{query.table} " * 20], [nil] * 12)
    end
  end

  class << self
    attr_accessor :session
  end
  self.session = Session.new
end

Leaks.run(
  requests: 500,
  leaked: lambda {
    Leaks.with_contents(Warehouse.session.prepared.to_a.flatten) + [Warehouse.session.prepared]
  },
  count: -> { Warehouse.session.prepared.size },
) do |number|
  columns = %w[id name price stock].first(2 + number % 3) << "extra_#{number % 40}"
  Warehouse.session.prepare(Warehouse::Query.new("items_#{number % 8}", columns))
end
