# A request adds a scope to a model, and the model keeps every scope it was ever given.
# Seen in: https://github.com/projectblacklight/spotlight/issues/2014
class Translation
  @default_scopes = []

  class << self
    attr_reader :default_scopes

    def default_scope(&scope)
      @default_scopes += [scope]
    end
  end
end

class Exhibit
  def initialize(number)
    @title = "Exhibit #{number}"
    @description = "what is to be seen in exhibit #{number}, " * 45
  end

  def scope_translations
    exhibit = self
    Translation.default_scope { [:exhibit, exhibit] }
  end
end

alive = -> { ObjectSpace.each_object(Exhibit).to_a }
Leaks.run(
  requests: 350,
  leaked: -> { Leaks.with_contents(alive.call) + Translation.default_scopes },
  count: -> { Translation.default_scopes.size },
) { |number| Exhibit.new(number).scope_translations }
