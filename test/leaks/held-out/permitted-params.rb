# A filter of parameters remembers which arrays it has converted, by what is in them: a set that knows each
# array of each request.
# Seen in: https://github.com/rails/rails/pull/15498
class ParameterFilter
  attr_reader :converted

  def initialize(*allowed)
    @allowed = allowed
    @converted = Set.new
  end

  def permit(params)
    params.each_value { |value| convert(value) if value.is_a?(Array) }
    params.slice(*@allowed)
  end

  private

  def convert(array)
    return if @converted.member?(array)

    array.map! { |each| each.is_a?(Hash) ? each.transform_keys(&:to_s) : each }
    @converted << array
  end
end

class OrdersController < ApplicationController
  PARAMS = ParameterFilter.new(:customer, :lines)

  def create(params)
    PARAMS.permit(params)[:lines].sum { |line| line['amount'] }
  end
end

Leaks.run(
  requests: 350,
  leaked: -> { Leaks.with_contents(OrdersController::PARAMS.converted.to_a) },
  count: -> { OrdersController::PARAMS.converted.size },
) do |number|
  lines = Array.new(5) { |n| { article: "article-#{number}-#{n}", amount: n + 1, note: "for #{number}" } }
  OrdersController.new(Request.new(number)).create({ customer: "c#{number}", lines: lines, page: 1 })
end
