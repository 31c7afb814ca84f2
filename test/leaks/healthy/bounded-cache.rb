# Healthy: a cache that is full after the warm-up. It answers, throws out its oldest, stays as it is.
class RenderedPages
  LIMIT = 300
  Page = Struct.new(:path, :body)

  def initialize
    @pages = {}
  end

  def fetch(path)
    @pages.shift if !@pages.key?(path) && @pages.size >= LIMIT
    @pages[path] ||= Page.new(path, "<html>#{path} #{'a page of this shop ' * 150}</html>")
  end

  def size = @pages.size
end

PAGES = RenderedPages.new
Leaks.run(requests: 500, count: -> { PAGES.size }) { |number| PAGES.fetch("/pages/#{number}") }
