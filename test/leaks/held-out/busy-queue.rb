# A worker takes jobs from a queue with a limit. At times there are more jobs than it can do, and the queue
# is full for a while; at the end of the day some are left in it.
class Job
  attr_reader :number

  def initialize(number)
    @number = number
    @arguments = ["order-#{number}", { 'retry' => true, 'queue' => 'mails' }]
    @text = "job #{number} is to be done " * 20
  end

  def call = @text.size
end

class JobQueue
  LIMIT = 500

  def initialize
    @waiting = []
    @refused = 0
  end

  def push(job)
    return @refused += 1 if @waiting.size >= LIMIT

    @waiting << job
  end

  def work(jobs)
    jobs.times { @waiting.shift&.call }
  end
end

JOBS = JobQueue.new
DONE_BY_ROUND = { 1 => 1, 2 => 0, 3 => 2 }.freeze

Leaks.run(requests: 300) do |number, round|
  per_request = round == 3 ? 1 : 2
  per_request.times { |n| JOBS.push(Job.new(number * 2 + n)) }
  JOBS.work(DONE_BY_ROUND.fetch(round)) if number % 3 > 0
end
