# A runner gives each group of examples a class, named by its description and set as a constant so that
# failures can name it. When a file is run again its groups get the next free number, and none goes.
# Seen in: https://github.com/rspec/rspec-core/issues/2767
module Specified
  class Group
    class << self
      attr_reader :examples

      def it(text, &body) = (@examples ||= []) << define_method(:"test #{text}", &body)
    end
  end

  class << self
    def describe(text, &body)
      group = Class.new(Group)
      const_set(free_name(text.split.map(&:capitalize).join), group)
      group.class_exec(&body)
      group
    end

    private

    def free_name(base)
      return base unless const_defined?(base, false)
      @last = @last.to_i + 1
      "#{base}_#{@last + 1}"
    end
  end
end

groups = -> { Specified.constants.map { |name| Specified.const_get(name) } - [Specified::Group] }
Leaks.run(
  requests: 220,
  leaked: -> { groups.call.flat_map { |each| [each, each.singleton_class] } },
  count: -> { groups.call.size },
) do |number|
  group = Specified.describe('orders of a shop') do
    it('has a total') { number.succ }
    it('has a date') { number.pred }
  end
  group.examples.sum { |name| group.new.public_send(name) }
end
