# Each session keeps its read buffer, which has room for a large answer and holds a small one.
# Seen in: https://github.com/redis-rb/redis-client/pull/192, https://github.com/ruby/ruby/pull/18353
class ReadBuffer
  def initialize(number)
    @bytes = String.new(capacity: 8192)
    @bytes << "+OK #{number}\r\n"
  end
end

class SessionPool
  def initialize
    @sessions = {}
  end

  def session(name)
    @sessions[name] ||= ReadBuffer.new(name)
  end

  def size = @sessions.size
  def buffers = @sessions.values
end

SESSIONS = SessionPool.new
Leaks.run(
  requests: 120,
  leaked: -> { Leaks.with_contents(SESSIONS.buffers) },
  count: -> { SESSIONS.size },
) { |number| SESSIONS.session("client-#{number}") }
