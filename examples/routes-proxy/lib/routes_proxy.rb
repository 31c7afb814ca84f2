# Lets code outside the routes call them (`main_app.work_path(work)`). A helper is written as a
# real method the first time it is called, so that the second call is quick.
#
# This is where the memory goes. `instance_eval "def ..."` defines the method on this one proxy, so
# each proxy gets a singleton class of its own. `public_send` then looks the method up in the
# interpreter's global call-cache table, and up to Ruby 3.2 an entry there keeps the method, with
# it the singleton class, with it the proxy, and with that everything the proxy knows.
class RoutesProxy
  def initialize(routes, scope)
    @routes = routes
    @scope = scope
  end

  def url_options
    @scope.url_options
  end

  def respond_to_missing?(name, include_private = false)
    @routes.helper?(name) || super
  end

  def method_missing(name, *args)
    return super unless @routes.helper?(name)
    instance_eval <<~RUBY, __FILE__, __LINE__ + 1
      def #{name}(*args)
        options = args.last.is_a?(Hash) ? args.pop : {}
        @routes.path_for(:#{name}, args, url_options.merge(options))
      end
    RUBY
    public_send(name, *args)
  end
end
