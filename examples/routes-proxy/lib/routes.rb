# The table of routes: one entry for each helper, for as long as the program runs.
class Routes
  Route = Struct.new(:name, :pattern, :requirements)

  def initialize
    @table = {}
  end

  def draw(resource, *actions)
    add(:"#{resource}s_path", "/#{resource}s")
    add(:"#{resource}_path", "/#{resource}s/:id")
    actions.each { |action| add(:"#{resource}_#{action}_path", "/#{resource}s/:id/#{action}") }
  end

  def helper?(name)
    @table.key?(name)
  end

  def path_for(name, args, options)
    path = @table.fetch(name).pattern.sub(':id') { args.first.to_s }
    query = options.fetch(:query, nil)
    query ? "#{path}?#{query}" : path
  end

  private

  def add(name, pattern)
    @table[name] = Route.new(name, pattern, { id: /[a-z0-9]+/, format: 'html' })
  end
end
