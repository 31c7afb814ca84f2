# A global hash with an environment as its key, and a new environment for each run.
# Seen in: https://github.com/puppetlabs/puppet/pull/4628
class Environment
  def initialize(number)
    @name = "environment-#{number}"
    @manifests = Array.new(12) { |n| "node web#{n} { include role::#{number} }  # generated " * 2 }
  end
end

$module_directories = {}

def module_directories(environment)
  $module_directories[environment] ||= %w[site vendor].map { |each| "/etc/#{each}/modules".dup }
end

Leaks.run(
  requests: 300,
  leaked: -> { Leaks.with_contents($module_directories.to_a.flatten) },
  count: -> { $module_directories.size },
) { |number| module_directories(Environment.new(number)) }
