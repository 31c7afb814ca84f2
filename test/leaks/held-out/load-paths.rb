# An agent puts the directories of a module onto Ruby's load path before each run, although they lie there.
# Seen in: https://github.com/puppetlabs/puppet/pull/4445
class Autoloader
  def initialize(root)
    @root = root
  end

  def prepare(environment)
    $LOAD_PATH.push(*search_directories(environment))
  end

  private

  def search_directories(environment)
    %w[apache mysql ntp postfix sudo users firewall stdlib].map do |name|
      "#{@root}/environments/#{environment}/modules/#{name}/lib/puppet_x/#{name}/providers/and/types"
    end
  end
end

boot = $LOAD_PATH.size
autoloader = Autoloader.new('/etc/agent/code')

Leaks.run(
  requests: 400,
  leaked: -> { $LOAD_PATH.drop(boot) },
  hidden: -> { ObjectSpace.memsize_of($LOAD_PATH) },
) { |number| autoloader.prepare(number.even? ? 'production' : 'staging') }
