# What belongs to a request is kept in attributes of the thread, which the framework resets after each web
# request; the thread that works off the queue is not the framework's. activesupport 7.1.2.
# Seen in: https://github.com/igorkasyanchuk/rails_performance/issues/14
require 'logger'
require 'active_support'
require 'active_support/current_attributes'

class Current < ActiveSupport::CurrentAttributes
  attribute :tenant, :measures
end

class Measure
  def initialize(number, step)
    @group = :db
    @sql = "SELECT products.* FROM products WHERE products.shelf = #{number} AND products.step = #{step}"
    @seconds = 0.001 * step
    @tags = { number => step.to_s }
  end
end

jobs = Queue.new
done = Queue.new
Thread.new do
  while (number = jobs.pop)
    Current.tenant = number % 4
    Current.measures ||= []
    5.times { |step| Current.measures << Measure.new(number, step) }
    done << true
  end
end

Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Measure).to_a) },
  count: -> { ObjectSpace.each_object(Measure).count },
) do |number|
  jobs << number
  done.pop
end
