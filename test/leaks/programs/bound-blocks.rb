# A block is made a method for a moment, under a name that is never used again, to be called on an object.
# The method is taken away; its name stays, for a name of a method is a symbol for ever.
# Seen in: https://github.com/rails/rails/pull/5552, https://github.com/ruby/mspec/issues/67
module Bound
  @number = 0

  def self.call(object, &block)
    name = :"__bind_to_#{object.class.name.downcase}_at_#{1_328_993_330 + @number}_#{@number += 1}"
    singleton = object.singleton_class
    singleton.define_method(name, &block)
    object.public_send(name)
  ensure
    singleton.remove_method(name)
  end
end

class Basket
  def initialize(number)
    @number = number
  end
end

names = -> { Symbol.all_symbols.grep(/\A__bind_to_basket_/) }
Leaks.run(requests: 1_500, leaked: names) do |number|
  Bound.call(Basket.new(number)) { @number }
  Bound.call(Basket.new(number)) { @number + 1 }
end
