# A column of a report is declared with its types. The declaration notes where it was written, as a place
# in a backtrace, which keeps the whole backtrace; the method that checks the types keeps the declaration.
# Reports that users define declare columns all day long.
# Seen in: https://github.com/sorbet/sorbet/pull/6837
module Typed
  Declaration = Struct.new(:owner, :place, :types)

  def types(*types)
    @declared = Declaration.new(self, Kernel.caller_locations.first, types)
  end

  def method_added(name)
    return unless (declaration = @declared)
    @declared = nil
    original = instance_method(name)
    define_method(name) do |*arguments|
      arguments.zip(declaration.types).all? { |value, type| type === value } || raise(TypeError)
      original.bind_call(self, *arguments)
    end
  end
end

class ReportColumns
  extend Typed

  def self.define(number)
    types Integer, String
    class_eval { define_method(:"column_#{number}") { |width, name| name.ljust(width) } }
  end
end

within = ->(depth, &work) { depth.zero? ? work.call : within.call(depth - 1, &work) }
Leaks.run(
  requests: 180,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Typed::Declaration).to_a) },
  count: -> { ObjectSpace.each_object(Typed::Declaration).count },
) do |number|
  within.call(25) { ReportColumns.define(number) }
  ReportColumns.new.public_method(:"column_#{number}").call(12, 'price')
end
