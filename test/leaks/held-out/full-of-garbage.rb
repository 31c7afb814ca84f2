# A busy application that is dumped as it is, without a collection: most of what is in its heap is garbage
# of the last requests, and more of it each time.
module Leaks
  class << self
    private

    def dump(number)
      overwrite_stack(20)
      $stdout.puts "#dump #{number}"
      $stdout.flush
      ObjectSpace.dump_all(output: $stdout)
      $stdout.flush
    end
  end
end

class LineItem
  def initialize(number)
    @title = "article #{number} in the cart"
    @price = number % 300
    @notes = [number.to_s, "note on #{number}"]
  end

  def total = @price + @notes.size
end

class Cart
  def initialize(number)
    @items = Array.new(12) { |n| LineItem.new(number * 12 + n) }
    @by_title = @items.to_h { |item| [item, "seen by request #{number}"] }
  end

  def total = @items.sum(&:total)
end

3.times { GC.start }
GC.disable

Leaks.run(requests: 150) { |number| Cart.new(number).total }
