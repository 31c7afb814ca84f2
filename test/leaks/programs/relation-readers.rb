# Each repository of each request includes one more module that reads relations into its class.
# Seen in: https://github.com/rom-rb/rom/pull/702
class RelationReader < Module
  def initialize(names)
    super()
    @names = names
    names.each { |name| define_method(name) { name.size } }
  end
end

class Repository
  RELATIONS = %i[readings devices owners places alarms]

  def self.build
    include RelationReader.new(RELATIONS)
    new
  end
end

alive = -> { ObjectSpace.each_object(RelationReader).to_a }
Leaks.run(
  requests: 400,
  leaked: alive,
  count: -> { ObjectSpace.each_object(RelationReader).count },
) { Repository.build.devices }
