# An agent starts a thread for each report it is to send again and again, and stops none of them.
# Seen in: https://github.com/apollographql/optics-agent-ruby/pull/58
class UsageReport
  def initialize(number)
    @fields = Array.new(120) { |n| "type Order#{number} { field#{n}: a field that somebody asked for }" }
  end

  def send_to(wire)
    wire.push(@fields.size)
  end
end

class ReportAgent
  def initialize
    @wire = []
    @wake = Thread::Queue.new
  end

  def schedule(report)
    Thread.new do
      loop do
        @wake.pop
        report.send_to(@wire)
      end
    end
    nil
  end
end

agent = ReportAgent.new
Leaks.run(
  requests: 20,
  leaked: lambda {
    reports = ObjectSpace.each_object(UsageReport).to_a
    Leaks.with_contents(reports) + (Thread.list - [Thread.current])
  },
  count: -> { ObjectSpace.each_object(UsageReport).count },
) { |number| agent.schedule(UsageReport.new(number)) }
