# What a monitor keeps is bounded everywhere, each time in another way: a window of samples, a queue that
# drops its oldest, a buffer of text that is written out, days that are thrown away.
require 'stringio'

class Monitor60
  Sample = Struct.new(:at, :took, :path)

  def initialize
    @window = []
    @latest = Thread::SizedQueue.new(400)
    @text = StringIO.new
    @days = {}
  end

  def observe(number)
    path = "/pages/#{number} for the #{number}th visitor"
    sample = Sample.new(Time.at(1_700_000_000 + number), number % 97 / 10.0, path)
    @window << sample
    @window.shift while @window.size > 1_500
    @latest.pop if @latest.size == @latest.max
    @latest << "#{sample.path} took #{sample.took}, which is noted here at some length"
    @text.puts sample.path
    @text.reopen(+'') if @text.size > 20_000
    (@days[number / 200] ||= []) << sample.took.to_s
    @days.delete(@days.keys.first) if @days.size > 7
  end
end

monitor = Monitor60.new
Leaks.run(requests: 2_000) { |number| monitor.observe(number) }
