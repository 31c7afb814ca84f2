# Many records that live long, and each keeps every record that was ever built from it: no container
# is large, all of them grow.
# Seen in: https://github.com/rails/rails/issues/28397
class Cat
  def initialize(number)
    @name = "cat #{number}"
    @dogs = AssociationTarget.new
  end

  attr_reader :dogs
end

class Dog
  def initialize(number)
    @uid = "dog-#{number}"
    @attributes = { 'uid' => @uid, 'notes' => "what is known of dog #{number}, " * 30 }
  end
end

class AssociationTarget
  def initialize
    @records = []
  end

  def build(number) = @records.push(Dog.new(number)).last
end

class Household
  def initialize
    @cats = Array.new(150) { |number| Cat.new(number) }
  end

  def visit(number) = @cats[number % 150].dogs.build(number)
end

HOUSEHOLD = Household.new
alive = -> { ObjectSpace.each_object(Dog).to_a }
Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(Dog).count },
) { |number| HOUSEHOLD.visit(number) }
