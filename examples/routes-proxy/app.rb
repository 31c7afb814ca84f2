require_relative 'lib/routes'
require_relative 'lib/page_cache'
require_relative 'app/controllers/works_controller'

# A small web application without the web: routes, configuration, a catalogue, a cache and a log,
# which all live as long as the program, and requests, which should not.
class App
  CatalogEntry = Struct.new(:id, :title, :year, :tags)
  LOG_LINES = 200

  attr_reader :routes, :config, :requests

  def initialize
    @routes = Routes.new
    %w[work collection person place exhibit].each { |name| @routes.draw(name, :download, :edit) }
    @config = { host: 'digital.example.org', mail: { from: 'archive@example.org', retries: 3 } }
    @catalog = Array.new(1500) { |n| entry(n) }
    @pages = PageCache.new(40)
    @log = []
    @requests = 0
  end

  # One request from beginning to end. Nothing of it is kept but a page in the cache, which has
  # forty of them, and a line in the log, which has two hundred.
  def call(id)
    @requests += 1
    status, _headers, body = WorksController.new(self, { id: id, locale: 'en' }).show
    @pages.fetch(id) { body }
    @log << "GET /works/#{id} #{status} #{body.bytesize} bytes"
    @log.shift while @log.size > LOG_LINES
    status
  end

  private

  def entry(number)
    CatalogEntry.new(number, "Catalogue entry #{number}", 1880 + number % 90,
                     Work::SUBJECTS.rotate(number).first(3).map(&:dup))
  end
end
