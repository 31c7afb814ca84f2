# An action registers a callback on its class each time it runs: the chain of callbacks is copied, and gets
# longer. activesupport 7.1.2; the callbacks are a class attribute, which lives in a method.
# Seen in: https://github.com/activeadmin/activeadmin/pull/466
require 'logger'
require 'active_support'
require 'active_support/callbacks'

class Visitor
  attr_reader :name, :cart

  def initialize(number)
    @name = "Visitor #{number}"
    @cart = Array.new(25) { |n| "item #{n} of visitor #{number}, in the cart" }
  end
end

class CheckoutController
  include ActiveSupport::Callbacks
  define_callbacks :checkout

  def checkout(visitor)
    self.class.set_callback(:checkout, :after) { @thanks = "Thank you, #{visitor.name}" }
    @visitor = visitor
  end
end

Leaks.run(
  requests: 90,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Visitor).to_a) },
  count: -> { ObjectSpace.each_object(Visitor).count },
) { |number| CheckoutController.new.checkout(Visitor.new(number)) }
