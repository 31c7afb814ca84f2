# The heapy gem's command line, as `heapy …` would run it; `methods` prints its commands and public
# methods as JSON.

require 'json'
require 'heapy'

if ARGV == ['methods']
  own = [Heapy::Analyzer, Heapy::Diff].to_h do |owner|
    [owner.name, owner.public_instance_methods(false)]
  end
  puts JSON.generate(own.merge(commands: Heapy::CLI.commands.keys))
else
  Heapy::CLI.start(ARGV)
end
