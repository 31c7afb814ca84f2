# External enumeration stops half way, and what has begun to enumerate is kept: `next` runs in a
# fiber that never ends.
# Seen in: https://github.com/jruby/jruby/issues/5671 (schedules of the gem biz)
class Schedule
  Period = Struct.new(:start, :text)

  def initialize(number)
    @number = number
    @periods = periods
  end

  def first_period = @periods.next

  private

  def periods
    Enumerator.new do |found|
      week = Array.new(14) { |n| Period.new(n * 3600, "period #{n} of schedule #{@number}, open " * 2) }
      week.each { |period| found << period }
    end
  end
end

class Calendar
  def self.schedules = @schedules ||= []
  def self.open?(number) = schedules.push(Schedule.new(number)).last.first_period
end

Leaks.run(
  requests: 100,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(Schedule::Period).to_a + Calendar.schedules) },
  count: -> { Calendar.schedules.size },
) { |number| Calendar.open?(number) }
