# A middleware reports the state of its worker, and wants it removed when the worker goes: with a finalizer
# of the middleware, which is defined in each request, while the middleware lives as long as the process.
# Seen in: https://github.com/SpringMT/rack-server_status/pull/4
class ServerStatus
  class Remover
    def initialize(state)
      @state = state
    end

    def call(_id)
      @state.clear
    end
  end

  def initialize(app)
    @app = app
  end

  def call(env)
    state = { uri: env['REQUEST_URI'], pid: Process.pid, agent: env['HTTP_USER_AGENT'], at: env['AT'] }
    ObjectSpace.define_finalizer(self, Remover.new(state))
    @app.call(env)
  end
end

middleware = ServerStatus.new(->(env) { [200, {}, [env['REQUEST_URI']]] })
Leaks.run(
  requests: 500,
  leaked: -> { Leaks.with_contents(ObjectSpace.each_object(ServerStatus::Remover).to_a) },
  count: -> { ObjectSpace.each_object(ServerStatus::Remover).count },
) do |number|
  middleware.call(
    'REQUEST_URI' => "/orders/#{number}?page=#{number % 9}",
    'HTTP_USER_AGENT' => "Mozilla/5.0 (a browser that says much of itself, number #{number}) #{'x' * 250}",
    'AT' => number,
  )
end
