# A small application on Rails' parts: routes, controllers, views, records, a cache of its own, all warm and
# full. actionpack, actionview and activerecord 7.1.2 on SQLite.
require 'logger'
require 'active_record'
require 'action_controller'
require 'action_view'
require 'action_view/testing/resolvers'
require 'rack/mock'

ActiveRecord::Base.establish_connection(adapter: 'sqlite3', database: ':memory:')
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:works) { |t| t.string :title }
  create_table(:pages) do |t|
    t.integer :work_id
    t.text :body
  end
end

class Work < ActiveRecord::Base
  has_many :pages
end

class Page < ActiveRecord::Base
  belongs_to :work
end

40.times do |n|
  work = Work.create!(title: "Work #{n}")
  3.times { |page| work.pages.create!(body: "Page #{page} of work #{n}. " * 20) }
end

CACHE = ActiveSupport::Cache::MemoryStore.new(size: 150_000)

class WorksController < ActionController::Base
  append_view_path ActionView::FixtureResolver.new(
    'works/show.html.erb' => '<h1><%= @work.title %></h1><% @pages.each do |page| %><p><%= page.body %></p><% end %>',
    'works/index.html.erb' => '<%= @works.map(&:title).join(", ") %>',
  )
  before_action { @number = params[:id].to_i }

  def index
    @works = Work.order(:title).limit(10)
    render :index
  end

  def show
    @work = Work.find(@number % 40 + 1)
    @pages = @work.pages.to_a
    html = CACHE.fetch("work/#{@number}") { render_to_string(:show) }
    render html: html.html_safe
  end
end

ROUTES = ActionDispatch::Routing::RouteSet.new
ROUTES.draw { resources :works, only: %i[index show] }
request = Rack::MockRequest.new(ROUTES)

Leaks.run(requests: 150) do |number|
  status = request.get("/works/#{number}").status + request.get('/works').status
  raise "answered #{status}" unless status == 400
end
