require_relative '../models/work'
require_relative '../components/work_image_show_component'
require_relative '../../lib/routes_proxy'

# One controller for one request, as in Rails.
class WorksController
  def initialize(app, params)
    @app = app
    @params = params
    @headers = { 'Content-Type' => 'text/html' }
  end

  def url_options
    { host: @app.config.fetch(:host), locale: @params.fetch(:locale, 'en') }
  end

  def show
    @component = WorkImageShowComponent.new(Work.find(@params.fetch(:id)))
    [200, @headers, @component.render(main_app)]
  end

  private

  def main_app
    @main_app ||= RoutesProxy.new(@app.routes, self)
  end
end
