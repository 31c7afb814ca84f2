# A feed is built in a block in the route. The cache of templates takes the block for the template, and a
# new one is made by each request: with it stays what the block sees. sinatra 2.1.0, tilt 2.0.11.
# Seen in: https://github.com/sinatra/sinatra/issues/1714
ENV['APP_ENV'] = 'production'
require 'sinatra/base'
require 'builder'
require 'rack/mock'

class FeedApp < Sinatra::Base
  set :environment, :production
  disable :protection, :sessions, :logging, :dump_errors

  get '/feed/:page' do
    @entries = Array.new(20) { |n| "entry #{n} of page #{params[:page]}, with what it is about" }
    builder { |xml| xml.feed { @entries.each { |entry| xml.entry(entry) } } }
  end
end

request = Rack::MockRequest.new(FeedApp.new)
apps = -> { ObjectSpace.each_object(FeedApp).select { |each| each.instance_variable_defined?(:@entries) } }

Leaks.run(
  requests: 60,
  leaked: lambda {
    entries = apps.call.map { |each| each.instance_variable_get(:@entries) }
    apps.call + entries + entries.flatten + ObjectSpace.each_object(Tilt::BuilderTemplate).to_a
  },
  count: -> { apps.call.size },
) { |number| request.get("/feed/#{number}") }
