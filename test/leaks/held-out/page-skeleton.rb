# Pages are put together from one document that lives on: every node that was ever made for it is remembered
# by it, even if it was taken out at once. nokogiri 1.16.8.
# Seen in: https://github.com/sparklemotion/nokogiri/issues/1703
require 'nokogiri'

class PageBuilder
  class << self
    def skeleton
      @skeleton ||= Nokogiri::HTML4::Document.parse('<html><body><main></main></body></html>')
    end
  end

  def render(lines)
    main = self.class.skeleton.at_css('main')
    lines.each { |line| main.add_child(node(line)) }
    page = main.to_html
    main.children.unlink
    page
  end

  private

  def node(line)
    Nokogiri::XML::Node.new('p', self.class.skeleton).tap { |node| node['title'] = line }
  end
end

nodes = -> { ObjectSpace.each_object(Nokogiri::XML::Element).to_a }
Leaks.run(
  requests: 300,
  leaked: nodes,
  count: -> { nodes.call.size },
) { |number| PageBuilder.new.render(Array.new(8) { |n| "Line #{n} of #{number}" }) }
