# Each of a few channels has a list of those who have joined; nobody who leaves is taken off.
module Presence
  CHANNELS = Hash.new { |channels, name| channels[name] = [] }
end

class Membership
  def initialize(number)
    @user = "user-#{number}"
    @agent = "Mozilla/5.0 (a browser of number #{number}) " * 12
  end
end

Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents(Presence::CHANNELS.values.flatten) },
) { |number| Presence::CHANNELS["room-#{number % 25}"] << Membership.new(number) }
