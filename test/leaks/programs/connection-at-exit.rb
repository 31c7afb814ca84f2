# Each connection registers a block that closes it when the process ends, and is kept by it till then.
# Seen in: https://github.com/vmware-archive/rbvmomi/issues/156,
# https://github.com/teampoltergeist/poltergeist/issues/817
class RemoteConnection
  def self.connect(number)
    connection = new(number)
    at_exit { connection.close }
    connection
  end

  def initialize(number)
    @host = "host-#{number}.example"
    @managers = Array.new(25) { |n| RemoteManager.new(self, n, number) }
  end

  def close
    @managers = nil
  end
end

class RemoteManager
  def initialize(connection, n, number)
    @connection = connection
    @reference = "ManagedObject:manager-#{n}-of-#{number}, version 6.7"
  end
end

alive = -> { ObjectSpace.each_object(RemoteConnection).to_a }
Leaks.run(
  requests: 200,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(RemoteConnection).count },
) { |number| RemoteConnection.connect(number) }
