# Everything is emptied when it is full: a log's text, a set of numbers seen, a queue that is worked off, the
# totals of a day. How full each is depends on the moment.
require 'set'

class DayBook
  def initialize
    @text = +''
    @seen = Set.new
    @todo = Queue.new
    @totals = Hash.new { |totals, day| totals[day] = Hash.new(0) }
  end

  def note(number)
    @text << "entry #{number}: #{'all is well, ' * 4}\n"
    @text = +'' if @text.bytesize > 120_000
    6.times { |part| @seen << number * 6 + part }
    @seen.clear if @seen.size > 9_000
    @todo << "work of #{number} that has to wait a little"
    @todo.pop while @todo.size > 300
    @totals[number / 500]["item #{number % 400}"] += number
    @totals.delete(number / 500 - 3)
  end
end

DAY_BOOK = DayBook.new
Leaks.run(requests: 2_000) { |number| DAY_BOOK.note(number) }
