# The application around each program: a small web shop, without a leak. Its routes, texts, products
# and settings live as long as the process; its page cache and its log are full after the warm-up;
# requests and what they make die at their end.
require 'json'
require 'set'
require 'erb'
require 'delegate'
require 'forwardable'
require 'singleton'
require 'monitor'
require 'time'
require 'uri'
require 'stringio'

class Route
  attr_reader :name, :verb, :pattern

  def initialize(name, verb, pattern)
    @name = name
    @verb = verb
    @pattern = pattern
  end

  def match?(verb, path)
    @verb == verb && path.start_with?(@pattern)
  end
end

class Product
  attr_reader :id, :title, :price, :tags

  def initialize(id)
    @id = id
    @title = "Product #{id}, #{%w[plain fine rare old new][id % 5]}"
    @price = 100 + id * 7 % 900
    @tags = ["shelf-#{id % 40}", "maker-#{id % 25}"]
  end
end

class Request
  attr_reader :verb, :path, :params, :headers

  def initialize(number)
    @verb = 'GET'
    @path = "/products/#{number % 600}"
    @params = { 'id' => number % 600, 'page' => (number % 7).to_s, 'session' => "s-#{number}" }
    @headers = { 'Host' => 'shop.example', 'Accept' => 'text/html', 'X-Request-Id' => "r#{number}" }
  end
end

class ApplicationController
  attr_reader :request

  def initialize(request)
    @request = request
  end
end

class ProductsController < ApplicationController
  TEMPLATE = ERB.new('<h1><%= @product.title %></h1><p><%= @product.price %> <%= @texts %></p>')

  def show(application)
    @product = application.products[request.params['id']]
    @texts = application.texts.dig('products', "line_#{request.params['id'] % 60}")
    TEMPLATE.result(binding)
  end
end

# The last forty pages; the oldest goes when a new one comes.
class PageCache
  def initialize(limit)
    @limit = limit
    @pages = {}
  end

  def fetch(key)
    @pages.delete(key)&.then { |page| return @pages[key] = page }
    @pages.shift if @pages.size >= @limit
    @pages[key] = yield
  end
end

class Application
  LOG_LINES = 100
  attr_reader :routes, :products, :texts, :settings

  def initialize
    @routes = Array.new(80) { |n| Route.new("route_#{n}", %w[GET POST][n % 2], "/area#{n}/") }
    @routes << Route.new('product', 'GET', '/products/')
    @products = Array.new(600) { |n| Product.new(n) }
    @texts = %w[products carts mails admin].to_h { |area| [area, texts_of(area)] }
    @settings = { host: 'shop.example', mail: { from: 'shop@example.org', retries: 3 } }
    @pages = PageCache.new(40)
    @log = []
  end

  def call(number)
    request = Request.new(number)
    route = @routes.find { |each| each.match?(request.verb, request.path) }
    page = @pages.fetch(request.path) { ProductsController.new(request).show(self) }
    @log << "#{request.verb} #{request.path} #{route.name} #{page.bytesize}"
    @log.shift if @log.size > LOG_LINES
    page
  end

  private

  def texts_of(area)
    (0...60).to_h { |n| ["line_#{n}", "The text of #{area}, number #{n}, for people to read"] }
  end
end

APPLICATION = Application.new
