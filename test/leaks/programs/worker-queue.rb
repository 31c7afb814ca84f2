# Notices go into a queue faster than the one that sends them takes them out.
# Seen in: https://github.com/honeybadger-io/honeybadger-ruby/pull/294
class Notice
  def initialize(number)
    @message = "undefined method for nil in request #{number}"
    @backtrace = Array.new(20) { |line| "app/models/order.rb:#{line + number}:in `price_of_line'" }
  end
end

class NoticeWorker
  def initialize
    @queue = Thread::Queue.new
    @sent = 0
  end

  def push(notice)
    @queue.push(notice)
    send_one if (@sent += 1) % 10 == 0
  end

  def send_one = @queue.pop.then { nil }
  def size = @queue.size
end

NOTICES = NoticeWorker.new
alive = -> { ObjectSpace.each_object(Notice).to_a }
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { NOTICES.size },
) { |number| NOTICES.push(Notice.new(number)) }
