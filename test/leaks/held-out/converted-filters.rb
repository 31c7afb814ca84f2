# A set remembers which lists of filters have been converted. Lists change after they were put in, so that
# they are not found again and put in once more: one set of the same few lists, with more and more places.
# Seen in: https://github.com/rails/rails/pull/15498
require 'set'

class FilterParameters
  def initialize(lists)
    @lists = lists
    @converted = Set.new
  end

  def each_converted(key, extra)
    list = @lists.fetch(key)
    unless @converted.member?(list)
      list.map!(&:to_s)
      @converted << list
    end
    list[-1] = extra.to_s
    list.size
  end

  def weight
    inner = ObjectSpace.reachable_objects_from(@converted).grep(Hash)
    [@converted, *inner]
  end
end

filters = FilterParameters.new({ color: %w[red green any], size: %w[s m any], maker: %w[a b any] })
Leaks.run(requests: 400, count: -> { 1 }, leaked: -> { filters.weight }) do |number|
  10.times do |n|
    %i[color size maker].each { |key| filters.each_converted(key, number * 10 + n) }
  end
end
