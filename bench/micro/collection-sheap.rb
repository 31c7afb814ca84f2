# frozen_string_literal: true

# Comparator of collection.mjs: the same questions to the sheap gem, each asked once of a loaded heap.
# Prints milliseconds by the names that collection.mjs gives them, as JSON.
#
#   ruby bench/micro/collection-sheap.rb DUMP CLASS [traced]

require 'json'
require 'set' # sheap uses it without asking for it
require 'sheap'

heap = Sheap::Heap.new(ARGV.fetch(0))
objects = heap.objects
klass = heap.class_named(ARGV.fetch(1)).first
strings = nil

questions = {
  'strings' => -> { strings = heap.strings },
  'where type' => -> { heap.of_type('STRING').size },
  'where imemoType' => -> { heap.of_imemo_type('iseq').size },
  'where klass, a class' => -> { heap.instances_of(klass).size },
  'where struct' => -> { heap.filter { |o| o.struct == 'proc' }.size },
  'where memsize, a range' => -> { heap.filter { |o| o.memsize >= 1000 }.size },
  'where old' => -> { heap.filter(&:old?).size },
  "countBy 'type'" => -> { objects.group_by(&:type_str).transform_values(&:size) },
  "sum 'memsize'" => -> { objects.sum(&:memsize) },
  "sortBy 'memsize'" => -> { objects.sort_by(&:memsize) },
  "maxBy 'memsize'" => -> { objects.max_by(&:memsize) },
  'filter, memsize' => -> { heap.filter { |o| o.memsize > 1000 }.size },
  'where value, a text' => -> { strings.filter { |o| o.value == 'to_s' }.size }
}
if ARGV[2] == 'traced'
  questions["countBy 'location'"] = -> { objects.group_by(&:location).transform_values(&:size) }
end

times = questions.to_h do |name, question|
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  question.call
  [name, ((Process.clock_gettime(Process::CLOCK_MONOTONIC) - start) * 1000).round(1)]
end
puts JSON.generate(times)
