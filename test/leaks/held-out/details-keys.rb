# Templates are kept by the details of a request, which are the same only if they are the same object. They
# are made anew with each request, so the templates are too. A large dictionary and a cache that is
# full after a while lie beside them.
# Seen in: https://github.com/rails/rails/pull/27296
class DetailsKey
  def initialize(locale, format)
    @locale = locale
    @format = format
  end
end

class Template
  def initialize(name, source)
    @name = name
    @source = source
    @locals = [:product, :"#{name}_counter"]
  end

  def render = @source.size
end

class Resolver
  def initialize
    @cached = Hash.new { |keys, key| keys[key] = Hash.new { |names, name| names[name] = {} } }
  end

  def find(key, name, prefix)
    @cached[key][name][prefix] ||= Template.new(name, "<h2>#{prefix}</h2> #{'<%= text %> ' * 25}")
  end
end

class ProductPages
  RESOLVER = Resolver.new

  def self.show(number)
    key = DetailsKey.new(%i[en de][number % 2], :html)
    RESOLVER.find(key, 'show', 'products').render
  end
end

DICTIONARY = (0...24_000).to_h { |n| ["word #{n * 7919}", "a word that stands for number #{n}, and its use"] }
PICTURES = {}

Leaks.run(
  requests: 220,
  leaked: -> { Leaks.with_contents([ProductPages::RESOLVER]) },
  count: -> { ObjectSpace.each_object(Template).count },
) do |number|
  ProductPages.show(number)
  PICTURES[number % 330] ||= "picture #{number % 330} #{'0123456789' * 120}"
end
