# Whoever waits for a future that is not there yet is noted down, so that he can be woken. Who waits with
# a time limit, and asks again and again, is noted each time: one list, of one thread, that only grows.
# Seen in: https://github.com/ruby-concurrency/concurrent-ruby/issues/347
class Future
  attr_reader :waiters

  def initialize
    @waiters = []
    @value = nil
  end

  def wait(_seconds)
    @waiters.push(Thread.current) unless completed?
    completed?
  end

  def completed?
    !@value.nil?
  end
end

nightly_report = Future.new
Leaks.run(requests: 300, count: -> { 1 }, leaked: -> { [nightly_report.waiters] }) do
  200.times { nightly_report.wait(0.001) }
end
