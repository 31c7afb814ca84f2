# Mails are not sent on the test system but kept in a list that nobody empties; and a list of who is waiting
# for a mail loses none of its entries, which is a third as much.
# Seen in: https://github.com/rails/rails/pull/15082
module Mailer
  class Message
    def initialize(number)
      @to = "customer-#{number}@mail.example"
      @headers = { 'Subject' => "Your order #{number}", 'Message-ID' => "<#{number}@shop.example>" }
      @body = "Dear customer #{number},\n" + ("we have sent one more parcel to you.\n" * (12 + number % 9))
    end
  end

  class << self
    attr_accessor :deliveries

    def deliver(message)
      deliveries << message
    end
  end
  self.deliveries = []
end

class WaitingList
  Waiting = Struct.new(:customer, :article, :since)

  def initialize
    @waiting = Hash.new { |articles, article| articles[article] = [] }
  end

  def enter(customer, article)
    @waiting[article] << Waiting.new("customer #{customer} of this shop", article, "day #{customer % 28}")
  end
end

WAITING_LIST = WaitingList.new

Leaks.run(
  requests: 650,
  leaked: -> { Leaks.with_contents(Mailer.deliveries) },
  count: -> { Mailer.deliveries.size },
) do |number|
  Mailer.deliver(Mailer::Message.new(number))
  2.times { |n| WAITING_LIST.enter(number * 2 + n, "article-#{number % 30}") }
end
