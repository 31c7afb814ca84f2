# A telephone exchange makes a symbol of each caller's number and lists it, to answer which it knows.
# Seen in: https://github.com/adhearsion/adhearsion/issues/53
module Dialplan
  class << self
    attr_accessor :contexts
  end
  self.contexts = []

  def self.enter(number)
    name = :"sip6119_#{number.to_s.rjust(8, '0')}_by_carrier_#{number % 7}"
    contexts << name
    respond_to?(name) ? name : :default
  end
end

Leaks.run(
  requests: 500,
  leaked: -> { Dialplan.contexts },
  # The strings of the symbols are not to be had from Ruby, so this is a lower bound.
  hidden: -> { ObjectSpace.memsize_of(Dialplan.contexts) },
) { |number| 8.times { |call| Dialplan.enter(number * 8 + call) } }
