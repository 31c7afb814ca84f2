# frozen_string_literal: true

# Comparator: the sheap gem loads two dumps of one process and says how many objects are only in the
# second one. Prints that number.
#
#   ruby bench/sheap-diff.rb BEFORE AFTER

require 'set' # sheap uses it without asking for it
require 'sheap'

puts Sheap::Diff.new(ARGV.fetch(0), ARGV.fetch(1)).retained.count
