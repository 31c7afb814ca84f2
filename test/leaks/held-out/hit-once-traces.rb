# A class that is still being written is looked at when its `end` comes, by a trace point. It is needed once
# but stays switched on.
# Seen in: https://github.com/yippee-fun/literal/pull/129
class Draft
  attr_reader :fields

  def initialize(number)
    @name = "Form#{number}"
    @fields = Array.new(24) { |n| "field_#{n}_of_form_#{number}_with_a_label" }
  end

  def complete? = @fields.size > 20
end

module Checks
  def self.when_defined(draft)
    trace = TracePoint.new(:end) { |point| draft.complete? if point.self.is_a?(Module) }
    trace.enable
  end
end

Leaks.run(
  requests: 260,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Draft).to_a) },
  count: -> { ObjectSpace.each_object(Draft).count },
) { |number| Checks.when_defined(Draft.new(number)) }
