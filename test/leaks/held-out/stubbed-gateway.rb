# A test run that goes on for ever: each test puts a module of its own before the class it stubs, and
# takes the methods out of it when it is over. The module stays where it is.
# Seen in: https://github.com/freerange/mocha/pull/387
class Gateway
  def charge(_amount) = :charged
end

class PrependedModule < Module
  attr_reader :expectations

  def initialize(target)
    super()
    @expectations = []
    target.prepend(self)
  end

  def stub(name, answers)
    @expectations << "#{name} is answered with #{answers.size} answers, the first being #{answers.first}"
    define_method(name) { |*| answers.first }
  end

  def unstub(name)
    remove_method(name)
  end
end

gateway = Gateway.new

Leaks.run(
  requests: 330,
  leaked: -> do
    modules = ObjectSpace.each_object(PrependedModule).to_a
    modules + Leaks.with_contents(modules.map(&:expectations))
  end,
  count: -> { ObjectSpace.each_object(PrependedModule).count },
) do |number|
  stubs = PrependedModule.new(Gateway)
  stubs.stub(:charge, Array.new(6) { |n| "answer #{n} of test #{number}" })
  gateway.charge(number)
  stubs.unstub(:charge)
end
