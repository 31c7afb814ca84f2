# A small shop on Sinatra and Sequel, at work: templates are compiled, the pages' cache is full, sessions of
# the day come and go. sinatra 3.2.0, sequel 5.80.0 on SQLite.
ENV['APP_ENV'] = 'production'
require 'sinatra/base'
require 'erb'
require 'sequel'
require 'rack/mock'

DB = Sequel.sqlite
DB.create_table(:products) do
  primary_key :id
  String :title
  Integer :price
end
DB.create_table(:visits) do
  primary_key :id
  Integer :product_id
end
DB[:products].multi_insert(Array.new(400) { |n| { title: "Product #{n}", price: 100 + n } })

class Product < Sequel::Model
  one_to_many :visits
end

class Visit < Sequel::Model
  many_to_one :product
end

class ShopApp < Sinatra::Base
  PAGES = {}
  set :environment, :production
  disable :logging, :dump_errors
  template(:page) { '<h1><%= @product.title %></h1><p><%= @product.price %>, <%= @visits %> visits</p>' }
  template(:list) { '<% @products.each do |product| %><li><%= product.title %></li><% end %>' }
  before { @started = Process.clock_gettime(Process::CLOCK_MONOTONIC) }
  after { headers['X-Runtime'] = (Process.clock_gettime(Process::CLOCK_MONOTONIC) - @started).to_s }

  get '/products/:id' do
    @product = Product.with_pk!(params[:id].to_i)
    Visit.create(product_id: @product.id)
    @visits = @product.visits_dataset.limit(3).count
    Visit.where { id < Visit.max(:id) - 200 }.delete
    PAGES.shift if PAGES.size >= 60
    PAGES[[@product.id, @visits]] = erb(:page)
  end

  get '/products' do
    @products = Product.order(:price).limit(20, (params[:page].to_i % 5) * 20).all
    erb :list
  end
end

request = Rack::MockRequest.new(ShopApp.new)
Leaks.run(requests: 150) do |number|
  request.get("/products/#{number % 400 + 1}")
  request.get("/products?page=#{number}")
end
