# Healthy: names of columns come with each request and are made symbols. As no method and no variable is
# ever called so, they go when the request has ended. What is called so is called the same each time.
class Columns
  KNOWN = %w[name price stock].to_h { |name| [name.to_sym, name] }.freeze

  def self.choose(names)
    names.map(&:to_sym).filter_map { |name| KNOWN[name] }
  end

  def self.read(record, name)
    method = :"read_#{name}"
    define_method(method) { record[name] } unless method_defined?(method)
  end
end

Leaks.run(requests: 500, count: -> { Columns.instance_methods(false).size }) do |number|
  names = Array.new(10) { |n| "column_#{number}_#{n}_of_some_report" } + ['name', 'price']
  Columns.choose(names).each { |name| Columns.read({ 'name' => 'Tea' }, name) }
end
