# Healthy: many subscribers, callbacks and finalizers, all of them from the boot.
class Hooks
  def initialize
    @callbacks = Hash.new { |callbacks, name| callbacks[name] = [] }
  end

  def on(name, &block) = @callbacks[name] << block
  def run(name, value) = @callbacks[name].sum { |callback| callback.call(value) }
  def size = @callbacks.sum { |_, all| all.size }
end

class Plugin
  def initialize(number)
    @number = number
    @settings = { 'name' => "plugin #{number}", 'help' => "what plugin #{number} is good for " * 5 }
  end

  def install(hooks)
    %w[start finish error].each { |name| hooks.on(name) { |value| value + @number } }
    ObjectSpace.define_finalizer(self, self.class.farewell(@number))
    self
  end

  def self.farewell(number) = proc { number }
end

HOOKS = Hooks.new
PLUGINS = Array.new(400) { |number| Plugin.new(number).install(HOOKS) }
Leaks.run(requests: 200, count: -> { HOOKS.size }) { |number| HOOKS.run('start', number) }
