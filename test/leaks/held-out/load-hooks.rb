# Each import runs the hooks that extend imports. ActiveSupport remembers with what they were run, so that
# hooks which come later can be run too: classes mostly, here an import with all that it read.
# Seen in: https://github.com/rails/rails/issues/55923
require 'active_support'
require 'active_support/lazy_load_hooks'

class StockImport
  attr_accessor :checked

  def initialize(number)
    @number = number
    @lines = Array.new(14) { |n| "#{number};article-#{n};#{n * 3};shelf #{n % 5};delivered" }
    ActiveSupport.run_load_hooks(:stock_import, self)
  end

  def call = @lines.sum { |line| line.split(';')[2].to_i }
end

ActiveSupport.on_load(:stock_import) { self.checked = true }

Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(StockImport).to_a) },
  count: -> { ObjectSpace.each_object(StockImport).count },
) { |number| StockImport.new(number).call }
