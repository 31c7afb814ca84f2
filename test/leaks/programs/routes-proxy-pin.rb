# A page object gets a method of its own for each request, and calls it by public_send. Up to Ruby
# 3.2 the VM's call cache keeps the method, its class, the object and all the page has loaded.
# Seen in: https://github.com/rails/rails/pull/50298
class LinkBuilder
  def initialize(page)
    @page = page
  end

  def method_missing(name, *arguments)
    instance_eval("def #{name}(id) = \"/invoices/\#{id}\"", '/srv/shop/app/link_builder.rb', 7)
    public_send(name, *arguments)
  end

  def respond_to_missing?(...) = true
end

class InvoicePage
  def initialize(number)
    @lines = Array.new(12) { |n| "Line #{n} of invoice #{number}: #{'goods and services ' * 20}" }
    @links = LinkBuilder.new(self)
  end

  def render(number)
    @links.public_send(%i[invoice_path edit_invoice_path][number % 2], number) + @lines.first
  end
end

alive = -> { ObjectSpace.each_object(InvoicePage).to_a }
Leaks.run(
  requests: 130,
  leaked: -> { Leaks.with_contents(alive.call) },
  count: -> { ObjectSpace.each_object(InvoicePage).count },
) { |number| InvoicePage.new(number).render(number) }
