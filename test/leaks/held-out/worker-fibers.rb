# A dozen fibers work through what they are given, each with a memory of its last jobs; the last sixty
# failures are kept, with their causes; a queue is filled and emptied. All of it is full after the warm-up.
class Job
  attr_reader :rows

  def initialize(number)
    @rows = Array.new(20) { |n| "row #{n} of the job number #{number}" }
  end
end

workers = Array.new(12) do
  Fiber.new do |job|
    last = []
    loop do
      last.push(job)
      last.shift if last.size > 5
      job = Fiber.yield(last.sum { |each| each.rows.size })
    end
  end
end
waiting = Thread::Queue.new
failures = []

Leaks.run(requests: 300) do |number|
  3.times { |n| waiting << Job.new(number * 3 + n) }
  3.times { |n| workers[(number + n) % 12].resume(waiting.pop) }
  begin
    begin
      Integer("number #{number}")
    rescue ArgumentError
      raise IOError, "job #{number} failed: #{'details ' * 10}"
    end
  rescue IOError => error
    failures.push(error)
    failures.shift if failures.size > 60
  end
end
