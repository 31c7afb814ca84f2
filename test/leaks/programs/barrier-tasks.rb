# Tasks that have ended stay with the barrier that nobody waits for. Around it are larger things that
# are as they should be: tables from the boot, and a cache that is filled in the second round.
# Seen in: https://github.com/3scale/apisonator/pull/376
class Region
  def initialize(number)
    @code = format('%05d', number)
    @name = "Region number #{number}, of the country in the north"
    @rates = { full: number % 30, reduced: number % 7 }
  end
end

REGIONS = Array.new(6000) { |number| Region.new(number) }

class ProviderCache
  Provider = Struct.new(:key, :plan)
  LIMIT = 600

  def initialize
    @providers = {}
  end

  def fetch(key)
    @providers.shift if !@providers.key?(key) && @providers.size >= LIMIT
    @providers[key] ||= Provider.new(key, "plan of the provider #{key} with its limits " * 20)
  end
end

class Barrier
  Task = Struct.new(:number, :result)

  def initialize
    @tasks = []
  end

  def async(number)
    @tasks << Task.new(number, "report of #{number}: authorized, used once, " * 16)
  end

  def tasks = @tasks.dup
  def size = @tasks.size
end

class BackgroundWorker
  attr_reader :barrier

  def initialize
    @barrier = Barrier.new
    @providers = ProviderCache.new
  end

  def perform(number)
    @providers.fetch("key-#{number}")
    @barrier.async(number)
  end
end

WORKER = BackgroundWorker.new
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(WORKER.barrier.tasks) },
  count: -> { WORKER.barrier.size },
) { |number| WORKER.perform(number) }
