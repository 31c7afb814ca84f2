# A manager notes the thread of each job, and forgets to cross off those that have ended.
# Seen in: https://github.com/ruby-shoryuken/shoryuken/pull/289,
# https://github.com/rpush/rpush/pull/441
class JobManager
  def initialize
    @threads = {}
  end

  def start(number)
    thread = Thread.new { Thread.current[:job] = JobResult.new(number) }
    thread.join
    @threads[thread.object_id] = thread
  end

  def size = @threads.size
end

class JobResult
  def initialize(number)
    @lines = Array.new(10) { |n| "row #{n} of job #{number}, as it was sent to the customer " * 2 }
  end
end

JOBS = JobManager.new
alive = -> { ObjectSpace.each_object(JobResult).to_a }
Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { JOBS.size },
) { |number| JOBS.start(number) }
