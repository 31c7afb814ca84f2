# Each request makes a class, a module, methods of single objects, a compiled template and an enumerator
# that has started, and lets go of all of them at its end.
class Presenter
  def initialize(number)
    @number = number
  end
end

module Dated
  def date
    "day #{@number % 30}"
  end
end

show = lambda do |number|
  kind = Class.new(Presenter) { define_method(:title) { "Order #{number}" } }
  order = kind.new(number)
  order.extend(Dated)
  order.extend(Module.new { define_method(:shipped?) { number.even? } })
  order.define_singleton_method(:total) { number * 3 }
  lines = Enumerator.new { |line| 5.times { |n| line << "#{order.title}, line #{n}" } }
  lines.next
  page = ERB.new('<h1><%= order.title %></h1><%= order.date %> <%= order.total %> <%= lines.peek %>')
  page.result(binding) + order.shipped?.to_s
end

Leaks.run(requests: 150) { |number| show.call(number) }
