# The last pages, at most `limit` of them: a cache that is bounded, as a cache should be.
class PageCache
  Entry = Struct.new(:key, :body, :hits)

  def initialize(limit)
    @limit = limit
    @entries = {}
  end

  def fetch(key)
    entry = @entries.delete(key) || Entry.new(key, yield, 0)
    entry.hits += 1
    @entries[key] = entry
    @entries.shift while @entries.size > @limit
    entry.body
  end
end
