# Parameters are declared anew for each endpoint that is mounted, and each declaration of an array makes a
# class of its own, which its superclass remembers among its descendants. virtus 1.0.5.
# Seen in: https://github.com/ruby-grape/grape/pull/1109
require 'virtus'

class CoercedParams
  def self.coerce(raw)
    Virtus::Attribute.build(Array[String]).coerce(raw)
    Virtus::Attribute.build(Array[Integer]).coerce(raw)
  end
end

anonymous = -> { ObjectSpace.each_object(Class).select { |each| each < Axiom::Types::Array && each.name.nil? } }
Leaks.run(
  requests: 120,
  leaked: -> { anonymous.call },
  count: -> { anonymous.call.size },
) { |number| CoercedParams.coerce([number.to_s]) }
