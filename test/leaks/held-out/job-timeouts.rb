# A reactor keeps a timer for each job that might take too long. A timer that is cancelled is only marked,
# and dropped when its hour has come: until then it keeps what it would have aborted.
# Seen in: https://github.com/eventmachine/eventmachine/issues/89,
# https://github.com/socketry/timers/issues/39
class Reactor
  Timer = Struct.new(:at, :callback, :cancelled)

  def initialize
    @timers = {}
    @next = 0
  end

  def add_timer(seconds, &callback)
    @timers[@next += 1] = Timer.new(seconds, callback, false)
    @next
  end

  def cancel_timer(signature)
    @timers[signature].cancelled = true
  end

  def run_due(now)
    @timers.delete_if { |_, timer| timer.at <= now && (timer.cancelled || timer.callback.call) }
  end
end

class ExportJob
  def initialize(number)
    @number = number
    @rows = Array.new(8) { |n| "#{number};#{n};a row of the export that this job wrote, done" }
  end

  def perform
    @rows.size
  end

  def abort(reason)
    @rows.clear
    reason
  end
end

reactor = Reactor.new
abort_job = ->(job, reason) { job.abort(reason) }.curry
Leaks.run(
  requests: 160,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(ExportJob).to_a) },
  count: -> { ObjectSpace.each_object(ExportJob).count },
) do |number|
  job = ExportJob.new(number)
  timeout = abort_job[job]
  signature = reactor.add_timer(3_600 * 24 + number) { timeout[:late] }
  job.perform
  reactor.cancel_timer(signature)
  reactor.run_due(number)
end
