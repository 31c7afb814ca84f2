# A manager of virtual machines has a mutex for each by its name. Machines come and go, mutexes stay.
# Seen in: https://github.com/puppetlabs/vmpooler/pull/265
class PoolManager
  attr_reader :locks

  def initialize
    @pools = %w[debian fedora alpine].to_h { |name| [name, []] }
    @locks = {}
  end

  def lock(machine) = @locks[machine] || @locks[machine] = Mutex.new

  def clone_and_destroy(number)
    pool = @pools.keys[number % 3]
    machine = "#{pool}-#{number.to_s(36).rjust(12, '0')}.machines.example.org"
    lock(machine).synchronize { @pools[pool] << machine }
    lock(machine).synchronize { @pools[pool].delete(machine) }
  end
end

manager = PoolManager.new
Leaks.run(
  requests: 2_500,
  leaked: -> { Leaks.with_contents([manager.locks]) },
  count: -> { manager.locks.size },
) { |number| manager.clone_and_destroy(number) }
