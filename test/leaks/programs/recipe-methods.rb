# A method defined by a block for each recipe; the block's surroundings stay with the method.
# Seen in: https://github.com/chef/chef/pull/918, https://github.com/nanoc/nanoc/pull/1076
class ResourceCollection
  def initialize(number)
    @resources = Array.new(16) { |n| "package[#{number}-#{n}] with its attributes and its notifications" }
  end

  def size = @resources.size
end

module RecipeMethods
  def self.load_recipe(number)
    collection = ResourceCollection.new(number)
    define_method("recipe_#{number}") { collection.size }
  end
end

alive = -> { ObjectSpace.each_object(ResourceCollection).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { RecipeMethods.instance_methods.size },
) { |number| RecipeMethods.load_recipe(number) }
