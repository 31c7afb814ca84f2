# Wrappers around memory of a C extension stay in a table of objects already seen.
# Seen in: https://github.com/protocolbuffers/protobuf/pull/8341
module ObjectCache
  TABLE = {}

  def self.wrap(number)
    TABLE[number] ||= IO::Buffer.new(20_000)
  end
end

Leaks.run(
  requests: 60,
  leaked: -> { Leaks.with_contents(ObjectCache::TABLE.values) },
  count: -> { ObjectCache::TABLE.size },
) { |number| ObjectCache.wrap(number) }
