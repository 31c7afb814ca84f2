# Names of CSS classes are called as methods. One that is called for the first time is defined, so that it
# is quick the next time; where names carry a number of the page there is no next time.
# Seen in: https://github.com/yippee-fun/phlex/issues/54
class ClassCollector < BasicObject
  def initialize
    @names = []
  end

  def method_missing(name, *)
    text = name.to_s.tr('_', '-')
    prefixed = "#{text.split('-').first} #{text}"
    ::ClassCollector.define_method(name) do |*|
      @names << prefixed
      self
    end
    __send__(name)
  end

  def respond_to_missing?(_name, _private = false)
    true
  end

  def to_s
    @names.join(' ')
  end
end

Leaks.run(
  requests: 250,
  leaked: -> { [] },
  count: -> { ClassCollector.instance_methods(false).size },
) do |number|
  collector = ClassCollector.new
  4.times { |n| collector.__send__(:"card_#{n}_with_a_border_of_order_#{number}") }
  collector.to_s
end
