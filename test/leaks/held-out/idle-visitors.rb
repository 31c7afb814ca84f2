# Sessions in the memory of the server: every visitor without a cookie gets a new one, none ever ends. rack
# 2.2.10. The stack of middleware is in a local variable of the script.
# Seen in: https://github.com/geminabox/geminabox/issues/299
require 'rack'

class Gems
  def call(env)
    session = env['rack.session']
    session['csrf'] = "#{env['PATH_INFO']} #{'x' * 200}"
    session['seen'] = [env['PATH_INFO']]
    [200, { 'Content-Type' => 'text/plain' }, ['ok']]
  end
end

gems = Rack::Session::Pool.new(Gems.new)
app = Rack::ContentLength.new(Rack::ETag.new(Rack::Head.new(gems)))
request = Rack::MockRequest.new(app)

Leaks.run(
  requests: 120,
  leaked: -> { Leaks.with_contents(gems.pool.keys + gems.pool.values) },
  count: -> { gems.pool.size },
) { |number| request.get("/gems/#{number}") }
