# frozen_string_literal: true

# Comparator: JSON.parse of every line in Ruby, in flat memory. Keeps nothing but a count.
#
#   ruby bench/json-parse-loop.rb DUMP

require 'json'

puts File.foreach(ARGV.fetch(0)).count { |line| JSON.parse(line)['address'] }
