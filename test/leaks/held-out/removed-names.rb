# Each request names a class and takes the name away again, traces itself and stops, defines a finalizer of
# what dies with it, aliases a method to and fro, and reloads a constant.
class Settings
  def locale
    'en'
  end
end

module Jobs
  DONE = []
end

finished = 0
Leaks.run(requests: 200) do |number|
  kind = Class.new(Settings) { const_set(:NUMBER, number) }
  Jobs.const_set(:Current, kind)
  raised = 0
  TracePoint.new(:raise) { raised += 1 }.enable do
    Integer('x') rescue raised
  end
  ObjectSpace.define_finalizer(kind.new, proc { finished += 1 })
  Settings.alias_method(:locale_before, :locale)
  Settings.define_method(:locale) { "en-#{number % 5}" }
  Jobs::DONE.push([number, kind.new.locale, binding.local_variables.size])
  Jobs::DONE.shift if Jobs::DONE.size > 80
  Settings.alias_method(:locale, :locale_before)
  Settings.send(:remove_method, :locale_before)
  Jobs.send(:remove_const, :Current)
end
