# A debugger notes each query and prints the notes at the end of a request, if it is switched on. If it is
# not, it notes them all the same and never throws them away.
# Seen in: https://github.com/graphiti-api/graphiti/issues/258
module Debugger
  class << self
    attr_accessor :enabled, :chunks

    def on_data(resource, took, ids)
      chunks << { resource: "#{resource}Resource", took: took, ids: ids, call: "#{resource}.find(#{ids.join(',')})" }
    end

    def flush
      return unless enabled

      chunks.each { |chunk| puts chunk[:call] }
      chunks.clear
    end
  end
  self.chunks = []
  self.enabled = false
end

class Resource
  def initialize(name)
    @name = name
  end

  def find(ids)
    rows = ids.map { |id| { id: id, name: "#{@name} #{id}" } }
    Debugger.on_data(@name, rows.size / 10.0, ids)
    rows
  end
end

employees = Resource.new('Employee')
positions = Resource.new('Position')

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(Debugger.chunks) },
  count: -> { Debugger.chunks.size },
) do |number|
  employees.find((0..20).map { |n| number + n })
  positions.find((0..30).map { |n| number * 3 + n })
  Debugger.flush
end
