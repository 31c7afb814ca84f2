# A server that starts hooks itself in at the signal that reopens logs, and calls who was there before.
# It is started again for each test, and stopped, but its hook stays, and the whole chain behind it.
# Seen in: https://github.com/tristandunn/pusher-fake/pull/75, https://github.com/puma/puma/issues/798
class PushServer
  def initialize(port)
    @port = port
    @channels = Array.new(6) { |n| "presence-room-#{n} of the server at port #{port}, members unknown" }
  end

  def start
    before = trap('USR2', 'IGNORE')
    trap('USR2') do
      reopen_logs
      before.call if before.respond_to?(:call)
    end
  end

  def reopen_logs
    @channels.size
  end
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(PushServer).to_a) },
  count: -> { ObjectSpace.each_object(PushServer).count },
) { |number| PushServer.new(20_000 + number).start }
