# A constant that only grows: a note for each change, kept for a report that nobody asks for.
# Seen in: https://github.com/henrique-ft/html_slice/pull/11 (a cache in a constant),
# https://github.com/puppetlabs/puppet/pull/3188 (resources cached and never let go)
module AuditTrail
  Event = Struct.new(:actor, :path, :changes)
  EVENTS = []

  def self.record(number)
    changes = { 'note' => "changed by #{number} " * 120 }
    EVENTS << Event.new("user-#{number % 90}", "/orders/#{number}", changes)
  end
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(AuditTrail::EVENTS.to_a) },
  count: -> { AuditTrail::EVENTS.size },
) { |number| AuditTrail.record(number) }
