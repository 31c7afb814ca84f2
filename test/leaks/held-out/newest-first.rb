# A cache that is full: a list linked both ways drops what was not used for longest.
class RecentPages
  Node = Struct.new(:key, :page, :newer, :older)

  def initialize(limit)
    @limit = limit
    @nodes = {}
    @newest = @oldest = nil
  end

  def store(key, page)
    node = @nodes[key] = Node.new(key, page, nil, @newest)
    @newest.newer = node if @newest
    @newest = node
    @oldest ||= node
    drop if @nodes.size > @limit
  end

  private

  def drop
    @nodes.delete(@oldest.key)
    @oldest = @oldest.newer
    @oldest.older = nil
  end
end

RECENT = RecentPages.new(300)
Leaks.run(requests: 500) do |number|
  RECENT.store("page-#{number}", "the text of page #{number.to_s.rjust(6)} " * 40)
end
