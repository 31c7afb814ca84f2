# Healthy: a cache that is not yet full after the warm-up; in the second round it is, and stays so.
class ThumbnailCache
  Thumbnail = Struct.new(:path, :bytes)
  LIMIT = 600

  def initialize
    @thumbnails = {}
  end

  def fetch(path)
    @thumbnails.shift if !@thumbnails.key?(path) && @thumbnails.size >= LIMIT
    @thumbnails[path] ||= Thumbnail.new(path, 'bytes of a picture ' * 160)
  end

  def size = @thumbnails.size
end

THUMBNAILS = ThumbnailCache.new
Leaks.run(requests: 400, count: -> { THUMBNAILS.size }) { |number| THUMBNAILS.fetch("/pictures/#{number}") }
