# Of a long text only its end is kept, but that shares the memory of the whole.
# Seen in: https://github.com/petergoldstein/dalli/pull/1114,
# https://github.com/SamSaffron/memory_profiler/pull/59
class MessageIndex
  PARENT_BYTES = 12_000
  TAIL_BYTES = 400

  def self.tails = @tails ||= {}

  def self.index(number)
    text = "subject #{number}: #{'the long text of a message ' * 600}".byteslice(0, PARENT_BYTES)
    tails[number] = text.byteslice(-TAIL_BYTES, TAIL_BYTES)
  end
end

# A parent is hidden from Ruby; so it is weighed by its length.
parents = -> { MessageIndex.tails.size * (MessageIndex::PARENT_BYTES - MessageIndex::TAIL_BYTES) }
Leaks.run(
  requests: 150,
  leaked: -> { MessageIndex.tails.values },
  count: -> { MessageIndex.tails.size },
  hidden: parents,
) { |number| MessageIndex.index(number) }
