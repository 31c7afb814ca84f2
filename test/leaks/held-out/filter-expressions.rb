# A database is given a function for `REGEXP`: a lambda that keeps each expression it has compiled in a hash
# beside it. Users write the expressions.
# Seen in: https://github.com/jeremyevans/sequel/pull/2116
class Database
  def initialize = @functions = {}
  def create_function(name, &body) = @functions[name] = body
  def call(name, *arguments) = @functions.fetch(name).call(*arguments)

  def self.connect
    new.tap do |database|
      compiled = {}
      database.create_function(:regexp) do |source, text|
        expression = compiled[source] ||= Regexp.new(source)
        expression.match?(text)
      end
    end
  end
end

database = Database.connect
expressions = -> { ObjectSpace.each_object(Regexp).select { |each| each.source.start_with?('^order ') } }
Leaks.run(
  requests: 600,
  leaked: -> { Leaks.with_contents(expressions.call) },
  count: -> { expressions.call.size },
) do |number|
  source = "^order #{number}(?:-[0-9]{2,4})?/(open|closed|user #{number})\\s+.*$"
  database.call(:regexp, source, 'order 12/open ')
end
