# Makes vernier-1.11.0.json: a profile of retained memory in exactly the shape that the vernier gem
# writes, by vernier's own Output::Firefox. Only its C++ part, which needs Ruby 3.2.1, is played by
# the table below; stacks and sizes are of real objects.
#
#   gem unpack vernier -v 1.11.0
#   ruby vernier-profile.rb vernier-1.11.0/lib > vernier-1.11.0.json
require 'objspace'
require 'json'

module Vernier
  # As ext/vernier/stack_table.cc: interned stacks, frames and functions.
  class StackTable
    attr_reader :stacks, :frames, :funcs

    def initialize
      @stacks = {}
      @frames = {}
      @funcs = {}
    end

    # `frames`: [name, file, first line, line], outermost first.
    def stack(frames)
      frames.reduce(nil) do |parent, (name, file, first_line, line)|
        func = number(@funcs, [name, file, first_line])
        number(@stacks, [parent, number(@frames, [func, line])])
      end
    end

    def convert(other, stack)
      chain = []
      while stack
        parent, frame = other.stacks.keys[stack]
        func, line = other.frames.keys[frame]
        chain.unshift([*other.funcs.keys[func], line])
        stack = parent
      end
      self.stack(chain)
    end

    def stack_count
      @stacks.size
    end

    def to_h
      {
        stack_table: { parent: @stacks.keys.map(&:first), frame: @stacks.keys.map(&:last) },
        frame_table: { func: @frames.keys.map(&:first), line: @frames.keys.map(&:last) },
        func_table: { name: @funcs.keys.map { |key| key[0] }, filename: @funcs.keys.map { |key| key[1] },
                      first_line: @funcs.keys.map { |key| key[2] } }
      }
    end

    private

    def number(table, key)
      table[key] ||= table.size
    end
  end
end

$LOAD_PATH.unshift(File.expand_path(ARGV.fetch(0)))
require 'vernier/output/firefox'

TABLE = Vernier::StackTable.new
SAMPLES = []
WEIGHTS = []
KEPT = []

# What HeapTracker does for each new object that stays.
def keep(object, cfunc)
  frames = caller_locations(1).reverse.map do |at|
    [at.label, at.path.sub(%r{\A.*/}, '/app/'), 0, at.lineno]
  end
  frames << [cfunc, '<cfunc>', 0, 0]
  SAMPLES << TABLE.stack(frames)
  WEIGHTS << ObjectSpace.memsize_of(object)
  KEPT << object
end

def page(number)
  3.times { |i| keep("text #{number} #{i} " * 40, 'String#*') }
  keep(Array.new(100), 'Class#new')
end

def gem_code
  keep({ one: 1 }, 'Hash.[]')
end

20.times { |number| page(number) }
gem_code
# Paths that vernier shortens.
{ "#{Gem.path.first}/gems/rack-3.0.8/lib/rack/request.rb" => 12, '<internal:kernel>' => 3,
  "#{RbConfig::CONFIG['rubylibdir']}/json/common.rb" => 216 }.each do |file, line|
  SAMPLES << TABLE.stack([['<main>', '/app/main.rb', 0, 1], ['call', file, 0, line]])
  WEIGHTS << 40 * line
end

thread = { name: 'retained memory', tid: 0, is_main: true, started_at: 0, samples: SAMPLES,
           weights: WEIGHTS, sample_categories: [0] * SAMPLES.size, markers: [] }
profile = Struct.new(:threads, :_stack_table, :meta, :hooks, :pid, :started_at)
                .new({ 0 => thread }, TABLE, { mode: :retained, user_metadata: {} }, [], 4711, 0)
puts Vernier::Output::Firefox.new(profile).output
