# Healthy: a catalogue is loaded when it is first asked for, in the second round, and then stays.
class SearchIndex
  Term = Struct.new(:word, :documents)

  def initialize
    @terms = nil
  end

  def find(number)
    @terms ||= (0...6000).to_h { |n| ["word-#{n}", Term.new("word-#{n}", Array.new(12) { |d| n * d })] }
    @terms["word-#{number % 6000}"]
  end

  def size = @terms.to_h.size
end

INDEX = SearchIndex.new
Leaks.run(requests: 300, count: -> { INDEX.size }) { |number, round| INDEX.find(number) if round > 1 }
