# The application keeps each message of the network that it has shown, by its number, also when the network
# has thrown it away.
# Seen in: https://github.com/grant-olson/BitMessageForum/issues/8
class Message
  attr_reader :id

  def initialize(id)
    @id = id
    @from = "BM-#{(id * 48_271 % 2_147_483_647).to_s(36)}"
    @subject = "Re: #{%w[market help test news][id % 4]} #{id}"
    @text = "On day #{id % 31} somebody wrote: " * 14
    @seen = false
  end

  def read! = (@seen = true)
end

class Application
  attr_reader :messages

  def show_messages(numbers)
    @messages ||= {}
    numbers.each { |number| (@messages[number] ||= Message.new(number)).read! }
  end
end

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(APPLICATION.messages.values) },
  count: -> { APPLICATION.messages.size },
) { |number| APPLICATION.show_messages((number - 20)..number) }
