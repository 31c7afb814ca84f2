# Two at once. The helper for tests is loaded in a worker that should have a real queue, so that jobs are
# put into a hash in memory, for ever; and a smaller one, an audit that notes ids in a set. sidekiq 7.2.4.
# Seen in: https://github.com/rubynor/stemplin/pull/322
require 'logger'
require 'set'
require 'sidekiq'
require 'sidekiq/testing'

Sidekiq::Testing.fake!
Sidekiq.configure_client { |config| config.logger = Logger.new(File::NULL) }

class ReceiptJob
  include Sidekiq::Job
  sidekiq_options queue: 'mails'

  def perform(number, lines); end
end

class Audit
  SEEN = Set.new
  def self.note(number) = SEEN << number * 3
end

jobs = -> { Sidekiq::Queues['mails'] }
Leaks.run(
  requests: 220,
  leaked: -> { Leaks.with_contents(jobs.call) },
  count: -> { jobs.call.size },
) do |number|
  ReceiptJob.perform_async(number, Array.new(10) { |n| "line #{n} of receipt #{number}" })
  6.times { |n| Audit.note(number * 100 + n) }
end
