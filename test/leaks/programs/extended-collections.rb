# Each association is extended by a module, so that it has a class of its own; calls by name leave it
# in the VM's call cache, up to Ruby 3.2, with the records it has loaded.
# Seen in: https://github.com/rails/rails/pull/47314, https://github.com/rails/rails/pull/47800
class AssociationRelation
  def initialize(number)
    @records = Array.new(10) { |n| Comment.new(number, n) }
  end
  attr_reader :records
end

class Comment
  def initialize(number, n)
    @body = "comment #{n} on article #{number}: #{'well said ' * 30}"
  end
end

module Pagination
  def total_count = records.size
  def total_pages = records.size / 5
  def limit_value = 5
  def offset_value = records.size - 5
  def first_page? = offset_value == 0
end

alive = -> { ObjectSpace.each_object(AssociationRelation).to_a }
Leaks.run(
  requests: 130,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(AssociationRelation).count },
) do |number|
  relation = AssociationRelation.new(number).extend(Pagination)
  Pagination.instance_methods.each { |name| relation.public_send(name) }
end
