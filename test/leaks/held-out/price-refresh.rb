# All prices are read anew every hour: as many as before, of other days, in a table that is as large as ever.
class Price
  def initialize(day, article)
    @day = "day #{day}"
    @article = "article-#{article}"
    @amounts = [article % 90, article % 70, day]
  end
end

class PriceCache
  SIZE = 2_200

  def initialize
    @prices = {}
  end

  def refresh(day)
    @prices.clear
    SIZE.times { |article| @prices["#{day}/#{article}"] = Price.new(day, article) }
  end

  def [](day, article) = @prices["#{day}/#{article}"]
end

PRICES = PriceCache.new

Leaks.run(requests: 200) do |number, round|
  PRICES.refresh(round * 10 + number / 100 % 2) if (number % 100).zero?
  PRICES[round * 10, number]
end
