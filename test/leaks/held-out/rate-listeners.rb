# Baskets want to know when rates of exchange change, and say so to the board, which lives as long as the
# process. No basket ever takes its name off the list.
# Seen in: https://github.com/stimulusreflex/cable_ready/pull/298
begin
  require 'observer'
rescue LoadError # No part of Ruby any more.
  module Observable
    def add_observer(observer, func = :update) = (@observer_peers ||= {})[observer] = func
    def notify_observers(*told) = @observer_peers&.each { |observer, func| observer.public_send(func, *told) }
    def changed = nil
  end
end

class RateBoard
  include Observable

  def quote(currency, rate)
    changed
    notify_observers(currency, rate)
  end
end

class Basket
  def initialize(board, number)
    @lines = Array.new(6) do |line|
      { sku: "SKU-#{number}-#{line}", quantity: line + 1, title: "Item #{line} of basket #{number}" }
    end
    @total = number / 3.0
    board.add_observer(self, :reprice)
  end

  def reprice(_currency, rate) = @total *= rate
end

class Shopfront
  attr_reader :board

  def initialize = @board = RateBoard.new
  def show(number) = Basket.new(@board, number)
end

front = Shopfront.new
baskets = -> { ObjectSpace.each_object(Basket).to_a }
Leaks.run(
  requests: 250,
  leaked: -> { Leaks.with_contents(baskets.call, except: [front.board]) },
  count: -> { baskets.call.size },
) do |number|
  front.show(number)
  front.board.quote('EUR', 1.0) if number % 100 == 0
end
