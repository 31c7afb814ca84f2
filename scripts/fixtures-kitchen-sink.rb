# One of everything: each object type, and the ways of holding things that dumps show differently.
# Runs on every Ruby from 2.7 to head, under WebAssembly too, where there are no threads.
require 'weakref'
require 'set'
require 'delegate'

module Kitchen
  CONSTANT = 'a constant of the kitchen'.dup
  @ivar_of_module = ['held by a module']

  module Mixin
    def mixed; 'mixed'; end
  end

  module Prepended
    def to_s; super; end
  end

  class Empty; end

  class Small
    attr_accessor :one, :two, :three

    def initialize(one, two, three)
      @one = one
      @two = two
      @three = three
    end
  end

  class Wide
    def initialize
      40.times { |n| instance_variable_set(:"@wide_#{n}", "wide #{n}") }
    end
  end

  class Parent
    include Mixin
    prepend Prepended
    include Comparable
    @@class_variable = ['held by a class variable']
    @ivar_of_class = { key: 'held by an ivar of a class' }
    def <=>(_other); 0; end
  end

  class Child < Parent
    def initialize; @own_class = Child; end
    define_method(:closure) { CONSTANT }
  end

  Point = Struct.new(:x, :y)
  Options = Struct.new(:name, :value, keyword_init: true)
  Coordinates = Data.define(:latitude, :longitude) if defined?(Data) && Data.respond_to?(:define)
end

$numbers = [1.0e300 * 1.5, -0.0, Float::NAN, Float::INFINITY, 2**80, -(2**200), 3r, 2 + 3i]
$strings = [
  '', 'short', 'l' * 5000, 'frozen'.freeze, "caf\u00e9 \u65e5\u672c", "\x00\xff".b, "tab\tquote\"back\\slash",
  "\e[1m\x7f\u0001", 'latin'.encode('ISO-8859-1'), "latin \xe9".dup.force_encoding('ISO-8859-1'),
  'wide'.encode('UTF-16LE'), "broken \xff".dup.force_encoding('UTF-8')
]
$shared_string = $strings[2].dup
$slice = $strings[2][1000..-1]
$symbols = %w[dynamic_one dynamic_two].map { |name| "#{name}_#{name.size}".to_sym }
$arrays = [[], [1], [nil, 'b', :c, 4.5, 'e'], Array.new(300) { |n| n.to_s }, [$strings, $strings]]
$shared_array = $arrays[3][100..-1]
$own_array = [].tap { |array| array << array }
$hashes = {
  empty: {}, small: { 'a' => 'b' }, mixed: { 1 => 'x', 'y' => 2, nil => 'z' },
  big: Array.new(100) { |n| ["key #{n}", "value #{n}"] }.to_h,
  default: Hash.new('default value'), proc: Hash.new { |hash, key| hash[key] = key.to_s },
  identity: {}.compare_by_identity.tap { |hash| hash['by identity'] = 1 }
}
$set = Set.new(['in a set', 'too'])
$objects = [
  Kitchen::Empty.new, Kitchen::Small.new('one', nil, [3]), Kitchen::Small.new(1, 'two', 3.5),
  Kitchen::Wide.new, Kitchen::Child.new, Kitchen::Point.new('x', 2), Kitchen::Point.new([1], { y: 2 }),
  Kitchen::Options.new(name: 'n', value: 'v'), SimpleDelegator.new('delegated')
]
$objects << Kitchen::Coordinates.new(latitude: '1', longitude: '2') if Kitchen.const_defined?(:Coordinates)

$generic = 'a string with ivars'.dup
$generic.instance_variable_set(:@generic, ['held by an ivar of a string'])
$singleton = Kitchen::Empty.new
def $singleton.alone; 'a singleton method'; end
$singleton.instance_variable_set(:@late, 'late')
$anonymous = [Class.new, Class.new(Kitchen::Parent), Module.new]
$anonymous_instance = $anonymous[1].new
$extended = Object.new.extend(Kitchen::Mixin)
# More shapes than a class may have: its later objects are kept as tables ("too complex").
$complex = Array.new(20) do |n|
  Kitchen::Empty.new.tap { |object| object.instance_variable_set(:"@only_#{n}", n.to_s) }
end
$complex.last.tap { |object| object.remove_instance_variable(:@only_19) }

$regexps = [/static/, Regexp.new("dyn#{1}amic")]
$match = /(?<name>o+)/.match('foo')
$file = File.open(__FILE__) if File.exist?(__FILE__)
$closed = $file.dup.tap(&:close) if $file
local = 'captured by a closure'
$procs = [proc { local }, lambda(&:to_s), :upcase.to_proc, $strings.method(:size), Kitchen::Child.instance_method(:closure)]
$binding = binding
$enumerators = [[1, 2].each, (1..Float::INFINITY).lazy.map { |n| n * 2 }]
$enumerators[0].next rescue nil
$fiber = Fiber.new { held = 'held by a fiber'; Fiber.yield held; held }
$fiber.resume
$range = ('a'..'e')
$random = Random.new(42)
$time = Time.at(0)
$exception = begin raise ArgumentError, 'kept' rescue $! end
$weak = WeakRef.new($strings[1])
$weak_map = ObjectSpace::WeakMap.new.tap { |map| map[$generic] = $singleton }
$finalized = Object.new
ObjectSpace.define_finalizer($finalized, proc { 'finalizer' })
$iseq = RubyVM::InstructionSequence.compile('1 + 1')
$encoding = Encoding::UTF_8
at_exit { 'held by at_exit' }
begin
  Thread.current[:fiber_local] = 'held by a fiber local'
  Thread.current.thread_variable_set(:thread_local, 'held by a thread local')
  $thread = Thread.new { kept = 'held by a thread'; Thread.stop; kept }
  Thread.pass until $thread.stop?
rescue NotImplementedError, ThreadError
  $thread = nil
end
module Refinements
  refine(String) { def refined; 'refined'; end }
end
using Refinements
'x'.refined
$objects.each { |object| object.to_s; object.respond_to?(:mixed) && object.mixed }
3.times { Kitchen::CONSTANT.size; super_caller = Kitchen::Child.new.to_s; super_caller.size }
