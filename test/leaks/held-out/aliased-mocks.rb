# A mock puts the method it replaces aside under a name that is never used again. The mock goes, and what
# it replaced; the name stays: a name of a method is a symbol for ever.
# Seen in: https://github.com/ruby/mspec/issues/67
module Mock
  def self.install(object, name)
    aside = :"__mspec_put_aside_#{name}_of_#{object.class}_number_#{object.number}_for_later__"
    object.singleton_class.alias_method(aside, name)
    object.define_singleton_method(name) { :mocked }
    aside
  end
end

class Card
  attr_reader :number

  def initialize(number)
    @number = number
  end

  def charge
    @number
  end
end

names = -> { Symbol.all_symbols.grep(/\A__mspec_put_aside_/) }
Leaks.run(requests: 3_000, leaked: names) do |number|
  card = Card.new(number)
  Mock.install(card, :charge)
  card.charge
end
