# Each request decorates the account that it finds, and puts it back decorated: the next one decorates that.
# Seen in: https://github.com/drapergem/draper/issues/173
require 'delegate'

Account = Struct.new(:id, :name, :balance)

class AccountDecorator < SimpleDelegator
  def initialize(account, context)
    super(account)
    @context = context
    @heading = "Account #{context[:for]}, as shown on page #{context[:page]} " * 8
  end

  attr_reader :heading
end

class Teller
  attr_reader :account

  def initialize = @account = Account.new(1, 'Jo', 100)

  def show(number)
    @account = AccountDecorator.new(@account, { for: number, page: number % 12 })
    @account.heading
  end
end

teller = Teller.new
Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents([teller.account]) },
  count: -> { ObjectSpace.each_object(AccountDecorator).count },
) { |number| teller.show(number) }
