# A table of weak references frees what they refer to, never the references.
# Seen in: https://github.com/rubyjs/therubyracer/pull/336
require 'weakref'

class WeakValueTable
  def initialize
    @values = {}
  end

  def []=(key, value)
    @values[key] = WeakRef.new(value)
  end

  def size = @values.size
  def references = @values.keys + @values.values
end

class Script
  def initialize(number)
    @source = "function f#{number}() { return #{number} }"
  end
end

SCRIPTS = WeakValueTable.new
Leaks.run(
  requests: 3000,
  leaked: -> { SCRIPTS.references },
  count: -> { SCRIPTS.size },
) { |number| SCRIPTS["the script with the name #{number} and a rather long key"] = Script.new(number) }
