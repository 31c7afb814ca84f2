# A poller keeps its last failure and names it as the cause of the next: each failure keeps the one before,
# with the page it could not read.
# Seen in: https://github.com/hmsk/quickjs.rb/issues/126
class PollFailed < StandardError
  attr_reader :page

  def initialize(message, page)
    super(message)
    @page = page
  end
end

class MailboxPoller
  attr_reader :last_failure

  def poll(number)
    fetch(number)
  rescue PollFailed => failure
    @last_failure = failure
    :later
  end

  private

  def fetch(number)
    page = "HTTP/1.1 503 Service Unavailable, mailbox #{number % 40}: #{'please wait ' * 30}"
    raise PollFailed.new("mailbox #{number % 40} did not answer", page), cause: @last_failure
  end
end

poller = MailboxPoller.new
failures = lambda do
  all = []
  failure = poller.last_failure
  while failure
    all << failure
    failure = failure.cause
  end
  all
end
Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents(failures.call) },
  count: -> { failures.call.size },
) { |number| poller.poll(number) }
