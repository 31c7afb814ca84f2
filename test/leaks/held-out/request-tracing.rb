# Errors that an action swallows are watched by a trace that is switched on for each request. Where the
# action redirects, nobody switches it off, and the VM keeps it and what its block belongs to.
# Seen in: https://github.com/deivid-rodriguez/byebug/pull/160, https://github.com/ruby/ruby/pull/18695
class SwallowedErrors
  def initialize(number)
    @seen = []
    @page = "/orders/#{number}"
    @headers = { 'Accept' => 'text/html', 'Cookie' => "session=#{number}; #{'t' * 300}" }
    @trace = TracePoint.new(:raise) { |point| @seen << point.raised_exception.class }
  end

  def watch
    @trace.enable
    return :redirected unless yield
    @trace.disable
    @seen.uniq
  end
end

Leaks.run(
  requests: 450,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(SwallowedErrors).to_a) },
  count: -> { ObjectSpace.each_object(SwallowedErrors).count },
) { |number| SwallowedErrors.new(number).watch { number % 10 == 0 } }
