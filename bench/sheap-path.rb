# frozen_string_literal: true

# Comparator: the sheap gem loads a dump and finds one path from a root to an instance of a class.
# Prints the path's length, or "no path".
#
#   ruby bench/sheap-path.rb DUMP CLASS

require 'set' # sheap uses it without asking for it
require 'sheap'

heap = Sheap::Heap.new(ARGV.fetch(0))
klass = heap.class_named(ARGV.fetch(1)).first
# Up to Ruby 3.1 the class field of internal objects is junk: they look like instances.
target = klass&.instances&.find { |object| object.type_str == 'OBJECT' }
path = target && heap.find_path(target)
puts path ? "path of #{path.size}" : 'no path'
exit(path ? 0 : 1)
