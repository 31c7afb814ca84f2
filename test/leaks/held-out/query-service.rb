# A service that answers GraphQL queries with templates of Liquid in its texts; a cache of compiled templates
# with a limit, metrics with few labels. graphql 2.0.17, liquid 4.0.4, prometheus-client 4.2.3, i18n 1.14.7.
require 'graphql'
require 'liquid'
require 'i18n'
require 'prometheus/client'

I18n.available_locales = %i[en de]
%i[en de].each { |locale| I18n.backend.store_translations(locale, greet: "#{locale}: %{name}") }

class AuthorType < GraphQL::Schema::Object
  field :name, String
  field :born, Integer
end

class BookType < GraphQL::Schema::Object
  field :title, String
  field :author, AuthorType
end

class QueryType < GraphQL::Schema::Object
  field :book, BookType do
    argument :id, Integer
  end

  def book(id:)
    { title: "Book #{id}", author: { name: "Author #{id % 30}", born: 1900 + id % 100 } }
  end
end

class BookSchema < GraphQL::Schema
  query QueryType
end

class Templates
  def initialize(limit)
    @limit = limit
    @compiled = {}
  end

  def fetch(text)
    @compiled.shift if @compiled.size >= @limit && !@compiled.key?(text)
    @compiled[text] ||= Liquid::Template.parse(text)
  end
end

TEMPLATES = Templates.new(50)
ANSWERS = Prometheus::Client.registry.counter(:answers, docstring: 'Answers', labels: %i[locale kind])

Leaks.run(requests: 120) do |number|
  result = BookSchema.execute('query($id: Int!) { book(id: $id) { title author { name born } } }', variables: { 'id' => number })
  template = TEMPLATES.fetch("{{ title | upcase }} by {{ author }}, shelf #{number % 90}")
  book = result.to_h['data']['book']
  template.render('title' => book['title'], 'author' => book['author']['name'])
  I18n.t(:greet, name: book['author']['name'], locale: %i[en de][number % 2])
  ANSWERS.increment(labels: { locale: %w[en de][number % 2], kind: 'book' })
end
