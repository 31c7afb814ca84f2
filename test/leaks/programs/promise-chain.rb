# Each turn of a loop hangs a promise on the last one, and a promise keeps its parent.
# Seen in: https://github.com/ruby-shoryuken/shoryuken/pull/414,
# https://github.com/sidekiq/sidekiq/issues/7006 (each thread's value was the next thread)
class Step
  def initialize(parent, number)
    @parent = parent
    @value = "result of step #{number}: #{'done and done ' * 60}"
  end

  def then(number) = Step.new(self, number)
end

class Dispatcher
  attr_reader :step

  def initialize
    @step = Step.new(nil, 0)
  end

  def dispatch(number)
    @step = @step.then(number)
  end
end

DISPATCHER = Dispatcher.new
Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents([DISPATCHER.step]) },
  count: -> { ObjectSpace.each_object(Step).count },
) { |number| DISPATCHER.dispatch(number) }
