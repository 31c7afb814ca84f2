# A long-lived service reads its settings anew every 50 requests and puts them in the place of the old
# ones; views of them are remembered weakly. All of it is young, and there is always as much of it.
class Settings
  Entry = Struct.new(:name, :value, :read)

  class << self
    attr_accessor :current
  end

  attr_reader :entries

  def initialize(edition)
    @entries = (1..900).to_h do |n|
      ["setting.#{n}", Entry.new("setting.#{n}", "value #{n} of #{edition}, " * 8, edition)]
    end
  end

  def view(name) = View.new(self, entries.fetch(name))
end

class View
  attr_reader :settings, :entry

  def initialize(settings, entry)
    @settings = settings
    @entry = entry
  end
end

SHOWN = ObjectSpace::WeakMap.new

Leaks.run(requests: 400) do |number|
  Settings.current = Settings.new(number) if number % 50 == 1
  view = Settings.current.view("setting.#{number % 900 + 1}")
  SHOWN[view] = view.entry
end
