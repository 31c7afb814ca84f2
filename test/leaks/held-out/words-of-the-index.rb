# An index of words, letter by letter, is built as words come up. There are only so many words: the last
# new ones come in the second round.
class Index
  Node = Struct.new(:children, :entries)

  def initialize = @root = Node.new({}, nil)

  def add(word, entry)
    node = word.each_char.inject(@root) { |above, letter| above.children[letter] ||= Node.new({}, nil) }
    node.entries ||= []
    node.entries << entry if node.entries.empty?
  end

  def size(node = @root) = 1 + node.children.values.sum { |child| size(child) }
end

WORDS = (0...4_200).map do |n|
  (n * 7_919 % 100_003).digits(20).map { |digit| ('a'.ord + digit).chr }.join + %w[ung er lich][n % 3]
end

index = Index.new
Leaks.run(requests: 3_000) do |number|
  word = WORDS[number % WORDS.size]
  index.add(word, "#{word}: the entry of the word, with some explanation of it")
end
