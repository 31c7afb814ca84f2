# Each object of an API gets its accessors on a class of its own, and answers are kept: the classes
# take more room than what the answers say.
# Seen in: https://github.com/stripe/stripe-ruby/issues/477
class ApiObject
  def initialize(values)
    @values = values
    add_accessors(values.keys)
  end

  def add_accessors(names)
    values = @values
    singleton_class.instance_eval do
      names.each { |name| define_method(name) { values[name] } }
    end
  end
end

class ApiClient
  def self.answers = @answers ||= {}

  def self.charge(number)
    values = { id: "ch_#{number}", amount: number * 10, currency: 'eur', paid: true }
    answers[values[:id]] ||= ApiObject.new(values)
  end
end

Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(ApiClient.answers.values) + ApiClient.answers.values.map(&:singleton_class) },
  count: -> { ApiClient.answers.size },
) { |number| ApiClient.charge(number) }
