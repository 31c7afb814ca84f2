# A scraper that runs for days with one agent, which keeps every page it was given so as to go back to it.
# Seen in: https://github.com/sparklemotion/mechanize/issues/454
class Page
  attr_reader :uri, :body, :links

  def initialize(uri, body)
    @uri = uri
    @body = body
    @links = body.scan(/href="([^"]+)"/).flatten
  end
end

class History < Array
  def visited?(uri)
    any? { |page| page.uri == uri }
  end
end

class Agent
  attr_reader :history

  def initialize
    @history = History.new
    @cookies = { 'session' => 'a81b' }
  end

  def get(uri)
    page = Page.new(uri, fetch(uri))
    @history.push(page) unless @history.visited?(uri)
    page
  end

  def back
    @history.pop
  end

  private

  def fetch(uri)
    rows = Array.new(600) { |n| "<tr><td>#{n}</td><td>#{uri}</td><td>in stock #{n * 7}</td></tr>\n" }
    %(<a href="#{uri}/next">next</a><table>#{rows.join}</table>)
  end
end

agent = Agent.new
found = 0

Leaks.run(
  requests: 14,
  leaked: -> { Leaks.with_contents(agent.history.to_a) },
  count: -> { agent.history.size },
) do |number|
  page = agent.get("https://parts.example/list/#{number}")
  found += page.body.scan('in stock').size
end
