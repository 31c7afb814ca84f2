# Rows of a JSON answer are kept, each with strings of its own for the same few words.
# Seen in: https://github.com/weppos/whois/pull/580, https://github.com/github/gemoji/pull/161
class WhoisTable
  def self.records = @records ||= []

  def self.add(number)
    row = { 'host' => 'whois.arin.net', 'adapter' => 'the ordinary adapter of this registry',
            'country' => 'United States of America', 'block' => number }
    text = JSON.generate(row)
    12.times { records << WhoisRecord.new(JSON.parse(text)) }
  end
end

class WhoisRecord
  def initialize(values)
    @host = values['host']
    @adapter = values['adapter']
    @country = values['country']
    @block = values['block']
  end
end

Leaks.run(
  requests: 200,
  leaked: -> { Leaks.with_contents(WhoisTable.records.to_a) },
  count: -> { WhoisTable.records.size },
) { |number| WhoisTable.add(number) }
