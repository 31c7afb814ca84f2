# Definitions made in a request keep a lambda; the lambda keeps the query, and that the controller.
# Seen in: https://github.com/github/graphql-client/pull/139
module GraphQL
  class Query
    def initialize(context, number)
      @context = context
      @document = "query { order(id: #{number}) { lines { title price } } }"
      @definition = Definition.new(-> { self })
    end
    attr_reader :definition
  end

  class Definition
    def initialize(source)
      @source = source
    end
  end

  class Schema
    def self.definitions = @definitions ||= []
    def self.define(query) = definitions << query.definition
  end
end

class OrdersController < ApplicationController
  def show(number)
    @orders = Array.new(10) { |n| "order #{n} of customer #{number}, with lines and prices " * 3 }
    GraphQL::Schema.define(GraphQL::Query.new(self, number))
  end
end

alive = -> { ObjectSpace.each_object(OrdersController).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { GraphQL::Schema.definitions.size },
) { |number| OrdersController.new(Request.new(number)).show(number) }
