# frozen_string_literal: true

# What a row of a database would be.
class Work
  attr_reader :id, :title, :json

  def self.members_of(id)
    Array.new(40) { |n| new("#{id}-#{n}") }
  end

  def initialize(id)
    @id = id
    @title = "Plate #{id}"
    @json = { 'width' => 4000, 'note' => 'n' * 200 }
  end

  def to_param
    id
  end
end
