# Asks the sheap gem about dumps and prints what it says as JSON; sheap.test.ts holds Loupe to it.
#
#   ruby -I .../sheap/lib sheap-answers.rb heap DUMP PATHS EVERY
#       all of one dump: PATHS searches, all attributes of one object in EVERY, the instances of one
#       class in EVERY
#   ruby -I .../sheap/lib sheap-answers.rb diff BEFORE AFTER [LATER]
#   ruby -I .../sheap/lib sheap-answers.rb methods
#
# Objects stand as their addresses. What the gem raises is part of the answer: {"raised": "…"}.

require 'set' # The gem needs it and does not ask for it; IRB has it.
require 'json'
require 'sheap'

COLLECTIONS = Sheap::Collection.public_instance_methods.select do |name|
  Sheap::Collection.instance_method(name).arity.zero?
end

ATTRIBUTES = %i[
  type_str imemo_type class_addr name value struct file line location memsize
  old? frozen? wb_protected? data
].freeze

def raised
  yield
rescue StandardError => e
  { raised: e.class.name }
end

def addresses(objects)
  objects.map { |object| object&.address }
end

# Nearly each attribute parses the line anew.
def attributes(object)
  own = ATTRIBUTES.to_h { |name| [name, raised { object.public_send(name) }] }
  own.merge(
    klass: raised { object.klass&.address },
    superclass: raised { object.superclass&.address },
    inverse_references: raised { addresses(object.inverse_references) }
  )
end

def one_in(every, objects)
  objects.each_slice(every).map(&:first)
end

# A heap looks through all its lines for each name: most of a minute for all names of all dumps. So it
# is asked for one name in EVERY, and its collection of classes, by the same method, for the others.
def classes_named(heap, names, every)
  classes = heap.classes
  names.each_with_index.to_h do |name, at|
    asked = (at % every).zero? ? heap : classes
    [name, raised { addresses(asked.class_named(name)) }]
  end
end

def answers_of_heap(path, searches, every)
  heap = Sheap::Heap.new(path)
  objects = heap.objects.to_a
  classes = heap.classes.to_a
  named = (classes + heap.modules.to_a).map(&:name).compact.uniq
  targets = Array.new(searches) { |at| objects[(at + 1) * objects.size / (searches + 1)] }
  {
    size: heap.objects.size,
    roots: addresses(heap.roots),
    collections: COLLECTIONS.to_h { |name| [name, raised { addresses(heap.public_send(name)) }] },
    class_named: classes_named(heap, named, every),
    instances: one_in(every, classes).to_h do |klass|
      [klass.address, raised { addresses(klass.instances) }]
    end,
    references: objects.to_h { |object| [object.address, addresses(object.references)] },
    attributes: one_in(every, objects).to_h { |object| [object.address, attributes(object)] },
    paths: targets.map do |target|
      [target.address, raised { heap.find_path(target)&.then { |path| addresses(path) } }]
    end
  }
end

def answers_of_diff(paths)
  diff = Sheap::Diff.new(*paths)
  {
    retained: addresses(diff.retained),
    collections: COLLECTIONS.to_h { |name| [name, addresses(diff.public_send(name))] }
  }
end

# Public methods of the gem's classes and modules, Ruby's own left out.
def public_methods_of_gem
  [Sheap, Sheap::Collection, Sheap::Diff, Sheap::HeapObjectCollection, Sheap::HeapObject,
   Sheap::Heap].to_h do |owner|
    [owner.name, { instance: owner.public_instance_methods(false),
                   class: owner.singleton_methods(false) }]
  end
end

answer =
  case ARGV.shift
  when 'heap' then answers_of_heap(ARGV[0], Integer(ARGV[1]), Integer(ARGV[2]))
  when 'diff' then answers_of_diff(ARGV)
  when 'methods' then public_methods_of_gem
  end
puts JSON.generate(answer)
