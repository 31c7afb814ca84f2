# A form makes its contract in each validation instead of once. Each makes classes, and what is cached for a
# class and for a schema stays. dry-validation 1.10.0, dry-schema 1.13.4.
# Seen in: https://github.com/trailblazer/reform/pull/525
require 'dry-validation'

class SongForm
  KNOWN = {}

  def self.validate(input)
    contract = Class.new(Dry::Validation::Contract) do
      params do
        required(:title).filled(:string, min_size?: 2)
        required(:year).filled(:integer, gt?: 1900)
      end
      rule(:title) { key.failure('is too loud') if value == 'LOUD' }
    end
    KNOWN[contract] ||= contract.new.call(input).success?
  end
end

contracts = -> { ObjectSpace.each_object(Class).select { |each| each < Dry::Validation::Contract } }
Leaks.run(
  requests: 20,
  leaked: -> { contracts.call },
  count: -> { contracts.call.size },
) { |number| SongForm.validate(title: "Song #{number}", year: (1950 + number % 60).to_s) }
