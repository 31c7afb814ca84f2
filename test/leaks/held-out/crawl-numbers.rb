# A crawler gives each page a number, and remembers which ones it has been to: a set of integers, alone.
# Seen in: https://github.com/chriskite/anemone/pull/51
# Seen in: https://github.com/chriskite/anemone/pull/70
require 'set'

class Crawler
  attr_reader :been

  def initialize(site)
    @site = site
    @been = Set.new
  end

  def crawl(page) = links(page).count { |link| @been.add?(link) }

  private

  def links(page) = (0...40).map { |place| page * 40 + place }
end

crawler = Crawler.new('https://example.org/')
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents([crawler.been]) },
  count: -> { crawler.been.size },
) { |number| crawler.crawl(number) }
