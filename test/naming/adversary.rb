# Objects that make it hard to tell which reference is which instance variable: many nils and small
# numbers, the same classes under several names, other orders, removed variables, subclasses, shapes
# too complex to name. Everything is random but the same in each run.
RANDOM = Random.new(20_261_123)

def chance(share)
  RANDOM.rand < share
end

def text
  "text #{RANDOM.rand(1_000_000)}"
end

def thing
  case RANDOM.rand(7)
  when 0 then nil
  when 1 then RANDOM.rand(100)
  when 2 then [text]
  when 3 then { text => 1 }
  when 4 then :symbol
  else text
  end
end

# Strings under every name, each nil now and then: the dump says next to nothing.
class AllStrings
  def initialize
    @first = chance(0.2) ? nil : text
    @second = chance(0.5) ? nil : text
    @third = chance(0.05) ? nil : text
    @fourth = chance(0.8) ? nil : text
    @fifth = chance(0.3) ? nil : text
  end
end

# Anything under every name.
class Anything
  def initialize
    @alpha = thing
    @beta = thing
    @gamma = thing
    @delta = thing
  end
end

# Classes that differ, so that those without gaps teach the others.
class Typed
  def initialize
    @name = chance(0.3) ? nil : text
    @tags = chance(0.3) ? nil : [text]
    @options = chance(0.3) ? nil : { text => text }
    @count = RANDOM.rand(10)
    @owner = chance(0.3) ? nil : Object.new
  end
end

# The same without a number: many are whole.
class TypedWhole
  def initialize
    @name = chance(0.2) ? nil : text
    @tags = chance(0.2) ? nil : [text]
    @options = chance(0.2) ? nil : { text => text }
    @pattern = chance(0.2) ? nil : /#{text}/
  end
end

# Once in a while another class than ever before.
class Surprising
  def initialize
    @body = chance(0.03) ? [text] : text
    @parts = chance(0.4) ? nil : [text]
    @extra = chance(0.03) ? text : { text => 1 }
  end
end

# Like a record of a database: flags that are never objects.
class Record
  def initialize
    @new_record = chance(0.5)
    @attributes = { 'id' => RANDOM.rand(1000), 'title' => text }
    @association_cache = {}
    @primary_key = 'id'
    @readonly = false
    @previously_new_record = false
    @destroyed = nil
    @marked_for_destruction = false
    @destroyed_by_association = nil
    @start_transaction_state = nil
    @errors = chance(0.3) ? Errors.new(self) : nil
  end
end

class Errors
  def initialize(base)
    @base = base
    @errors = []
  end
end

class Article < Record
  def initialize
    super
    @title = chance(0.5) ? nil : text
    @comments = chance(0.5) ? nil : [text]
  end
end

class Draft < Article
  def initialize
    super
    @editor = chance(0.5) ? nil : Object.new
    @note = text
  end
end

# The same variables in whatever order they come.
class Shuffled
  def initialize
    values = { :@name => text, :@list => [text], :@count => 3, :@map => { text => 1 }, :@key => text }
    values.keys.shuffle(random: RANDOM).first(4).each do |name|
      instance_variable_set(name, chance(0.2) ? nil : values[name])
    end
  end
end

class Removed
  def initialize
    @one = text
    @two = [text]
    @three = chance(0.5) ? nil : text
    @four = text
    remove_instance_variable(:@one) if chance(0.5)
    remove_instance_variable(:@two) if chance(0.5)
    @one = text if !defined?(@one) && chance(0.5)
  end
end

# One or the other, never both.
class Result
  def initialize
    fine = chance(0.5)
    @value = fine ? text : nil
    @error = fine ? nil : text
    @log = [text]
  end
end

class Node
  attr_writer :following

  def initialize(before)
    @before = before
    @following = nil
    @item = chance(0.3) ? 7 : text
    before.following = self if before
  end
end

class Numbers
  def initialize
    @small = RANDOM.rand(10)
    @large = chance(0.5) ? 2**80 + RANDOM.rand(100) : 1
    @float = RANDOM.rand
    @tiny = 1.0e-300 * RANDOM.rand
    @text = text
  end
end

class HoldsItsClass
  def initialize
    @klass = self.class
    @name = text
    @other = chance(0.5) ? nil : text
  end
end

class Wide
  NAMES = (1..30).map { |i| :"@field_#{i}" }

  def initialize
    NAMES.each_with_index do |name, i|
      instance_variable_set(name, chance(0.4) ? nil : [text, [text], { text => 1 }][i % 3])
    end
  end
end

class TooComplex
  def initialize(many)
    @a = text
    @b = chance(0.5) ? nil : [text]
    many.times do |i|
      instance_variable_set(:"@v#{RANDOM.rand(100_000)}_#{i}", text)
    end
  end
end

class Pair < Struct.new(:left, :right)
  def initialize
    super(text, chance(0.5) ? nil : text)
    @cached = chance(0.5) ? nil : [text]
  end
end

def with_variables(object)
  object.instance_variable_set(:@source, text)
  object.instance_variable_set(:@line, 12)
  object.instance_variable_set(:@notes, chance(0.5) ? nil : [text])
  object
end

module Settings
  @path = text
  @count = 12
  @values = { text => text }
  LIMIT = 10
  NAMES = [text].freeze
end

KINDS = [AllStrings, Anything, Typed, TypedWhole, Surprising, Record, Article, Draft, Shuffled, Removed,
         Result, Numbers, HoldsItsClass, Pair].freeze
$kept = KINDS.flat_map { |kind| Array.new(300) { kind.new } }
# One class with thirty variables would count for more than all others together.
$kept.concat(Array.new(60) { Wide.new }, Array.new(12) { TooComplex.new(12) })
before = nil
300.times { $kept << (before = Node.new(before)) }
100.times { $kept << with_variables(text) << with_variables([text, 1]) << with_variables({ text => 1 }) }
$kept.each_with_index do |object, i|
  object.object_id if i % 5 == 0
  object.freeze if i % 7 == 0
end
