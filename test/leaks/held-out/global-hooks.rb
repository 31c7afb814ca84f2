# Each job adds a block to the hooks that run when a deployment is over; none has come for a while.
$after_deploy = []

class MailJob
  def initialize(number)
    @recipients = Array.new(10) { |n| "person-#{n}-of-#{number}@mail.example with a long name behind" }
  end

  def perform
    $after_deploy << -> { @recipients.size }
  end
end

alive = -> { ObjectSpace.each_object(MailJob).to_a }
Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { $after_deploy.size },
) { |number| MailJob.new(number).perform }
