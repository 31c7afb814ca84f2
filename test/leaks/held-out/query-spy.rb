# A debugging gem listens to the queries of each page, and lets go of the wrong thing: its listener stays,
# and notes the queries of all later pages too. sql_spy 0.4.0, with Active Record on SQLite.
# Seen in: https://github.com/lipanski/sql-spy/pull/1
require 'logger'
require 'active_record'
require 'sql_spy'

ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:articles) { |t| t.string :title }
end

class Article < ActiveRecord::Base; end

20.times { |n| Article.create!(title: "Article #{n}") }

class ArticlesController < ApplicationController
  def show(number)
    queries = SqlSpy.track do
      @article = Article.find(number % 20 + 1)
      @others = Article.where('id > ?', number % 20).limit(3).to_a
    end
    "#{@article.title}, #{queries.size} queries"
  end
end

Leaks.run(
  requests: 40,
  leaked: lambda {
    trackers = ObjectSpace.each_object(SqlSpy::Tracker).to_a
    trackers + trackers.map(&:queries) + trackers.flat_map(&:queries)
  },
  count: -> { ObjectSpace.each_object(SqlSpy::Query).count },
) { |number| ArticlesController.new(nil).show(number) }
