# A finalizer made where `self` is the object it shall finalize: it can never run.
# Seen in: https://github.com/mizzy/specinfra/pull/13, https://github.com/ruby/ruby/pull/3444
class ScratchFile
  def initialize(number)
    @path = "/tmp/scratch-#{number}"
    @lines = Array.new(15) { |n| "line #{n} of scratch file #{number}, with some text behind it" * 2 }
    ObjectSpace.define_finalizer(self, proc { @lines.clear })
  end
end

alive = -> { ObjectSpace.each_object(ScratchFile).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(ScratchFile).count },
) { |number| ScratchFile.new(number) }
