# frozen_string_literal: true

# The far end of `loupe exercise`: boots the application of the current folder, and calls it when told.
#
#   ruby -r ./loupe_agent.rb loupe_exercise.rb      with a socket as file 3
#
# Over that socket go lines of JSON. First it says how booting went; then each line that comes is a
# command, and each gets one line back:
#
#   → {"do":"setup","requests":[…],"server":"puma","auth":"/x.rb","allow":[[302,302]]}
#                                                                          ← {"type":"ready","sample":{…}}
#   → {"do":"run","count":20}     ← {"type":"ran","count":20,"seconds":0.4,"statuses":{"200":20},"sample":{…}}
#
# Dumps are none of its business: the agent takes them, asked over its own socket. When file 3 is
# closed at the other end, however that came, the process ends.
#
# Rules of this file: Ruby 2.7 syntax. Nothing but the agent is loaded before the application's own
# Bundler has had its say. Requests leave nothing behind here: what is kept between them, in a dump, is
# the application's.
module LoupeExercise
  BODY_SHOWN = 2_000 # bytes of an answer that is reported
  SERVER_STARTS_WITHIN = 30 # seconds

  # Told to the user as it is.
  class Problem < StandardError; end

  class << self
    # What an --auth file calls. The block is given a client, once, before the first request; what it
    # returns, a hash, are headers that go with every request. Cookies that it was given do as well.
    def sign_in(&block)
      @sign_in = block
    end

    # What an --auth file calls: the block may change the Rack environment of every request. Not over HTTP.
    def each_request(&block)
      @each_request = block
    end

    def main
      began = LoupeAgent.now
      under_control do
        @app = Application.boot
        tell(type: 'booted', seconds: (LoupeAgent.now - began).round(3), **about)
        require 'json'
        while (line = @control.gets)
          tell(**answer(JSON.parse(line)))
        end
      end
    end

    # Whatever the block raises goes to the other end, and ends the process.
    def under_control
      @control = IO.for_fd(3)
      @control.sync = true
      @control.close_on_exec = true
      yield
    rescue Errno::EPIPE, Errno::ECONNRESET
      nil # Nobody is there any more.
    rescue Exception => e
      raise if SignalException === e

      begin
        [$stdout, $stderr].each(&:flush) # exit! would not
        tell(type: 'failed', error: e.class.name, message: e.message.to_s[0, 4_000], ours: Problem === e,
             status: (e.status if SystemExit === e), backtrace: (e.backtrace || []).first(200))
      rescue SystemCallError, IOError
        nil
      end
      exit!(1)
    end

    def about
      { app: Application.kind, ruby: RUBY_DESCRIPTION, pid: Process.pid, name: Application.name,
        environment: ENV[Application.kind == 'rails' ? 'RAILS_ENV' : 'RACK_ENV'] }
    end

    def tell(**fields)
      @control.write("#{LoupeAgent::Json.of(fields)}\n")
    end

    private

    def answer(command)
      case command['do']
      when 'setup' then setup(command)
      when 'run' then @runner.run(command['count'])
      else raise Problem, "There is no command #{command['do'].inspect}."
      end
    end

    def setup(command)
      require command['auth'] if command['auth']
      if command['server'] && @each_request
        raise Problem, 'each_request changes the Rack environment, which requests over HTTP do not have. ' \
                       'Use sign_in, or leave --server out.'
      end

      transport = command['server'] ? Http.new(@app, command['server']) : InProcess.new(@app, @each_request)
      # From here on all that is needed to call it is loaded: what comes is the application's.
      sample = Sample.take
      client = Client.new(transport)
      if @sign_in
        headers = @sign_in.call(client)
        client.headers.merge!(headers.to_h { |name, value| [name.to_s, value.to_s] }) if Hash === headers
      end
      @runner = Runner.new(client, command['requests'], command['allow'])
      { type: 'ready', server: transport.name, sample: sample }
    end
  end

  # ---- the application -------------------------------------------------------------------------

  module Application
    class << self
      attr_reader :kind

      def boot
        @kind = found
        bundle
        require File.expand_path('config/environment.rb') if kind == 'rails'
        return from_config if File.exist?('config.ru')

        Rails.application
      end

      # As `bundle exec` would. Rails does it too, in config/boot.rb.
      def bundle
        gemfile = ENV['BUNDLE_GEMFILE'] || %w[Gemfile gems.rb].find { |name| File.exist?(name) }
        require 'bundler/setup' if gemfile
      end

      def name
        return nil unless kind == 'rails' && Rails.respond_to?(:application)

        Rails.application.class.name.to_s.sub(/::Application\z/, '')
      end

      private

      def found
        return 'rails' if File.exist?('config/environment.rb')
        return 'rack' if File.exist?('config.ru')

        raise Problem, 'There is neither config/environment.rb nor config.ru in this folder.'
      end

      def from_config
        require 'rack'
        # Rack 3 gives the application, older ones also options.
        [Rack::Builder.parse_file('config.ru')].flatten(1).first
      rescue LoadError => e
        raise unless e.path == 'rack'

        raise Problem, "config.ru needs the gem rack, which is not there: #{e.message}."
      end
    end
  end

  # ---- readings --------------------------------------------------------------------------------

  # Memory after a full collection: what is there is held. In bytes but for `live`, which are slots.
  # Of T_DATA only the slots count in `live_bytes`: the tables of allocation tracing are in there.
  module Sample
    SLOT = GC::INTERNAL_CONSTANTS[:BASE_SLOT_SIZE] || GC::INTERNAL_CONSTANTS[:RVALUE_SIZE] || 40
    PAGE = GC::INTERNAL_CONSTANTS[:HEAP_PAGE_SIZE] || (RUBY_VERSION < '3.1' ? 16_384 : 65_536)

    class << self
      def take
        require 'objspace'
        began = LoupeAgent.now
        GC.start
        sizes = ObjectSpace.count_objects_size
        data = ObjectSpace.count_objects[:T_DATA].to_i
        {
          rss: rss, live: GC.stat(:heap_live_slots), collections: GC.count,
          live_bytes: sizes[:TOTAL] - sizes[:T_DATA].to_i + data * SLOT,
          heap_bytes: GC.stat(:heap_allocated_pages) * PAGE,
          milliseconds: ((LoupeAgent.now - began) * 1000).round(1)
        }
      end

      def rss
        File.read('/proc/self/status')[/^VmRSS:\s+(\d+) kB/, 1].to_i * 1024
      rescue SystemCallError
        `ps -o rss= -p #{Process.pid}`.to_i * 1024
      end
    end
  end

  # ---- requests --------------------------------------------------------------------------------

  Answer = Struct.new(:status, :headers, :beginning, :bytes) do
    def location
      headers.find { |name, _| name.casecmp?('location') }&.last
    end
  end

  # Calls through whatever leads to the application; keeps headers and cookies for all requests.
  class Client
    attr_reader :headers

    def initialize(transport)
      @transport = transport
      @headers = {}
      @cookies = {}
    end

    # For --auth files: `client.post('/login', 'name=a&password=b')`. Cookies are kept.
    def post(path, body = '', headers = { 'Content-Type' => 'application/x-www-form-urlencoded' })
      remember(call('POST', path, headers, body))
    end

    def get(path, headers = {})
      remember(call('GET', path, headers, nil))
    end

    def call(method, path, headers, body)
      all = @headers.merge(headers)
      all['Cookie'] = cookie_line(all['Cookie']) unless @cookies.empty?
      answer = @transport.call(method, path, all, body)
      return answer if @transport.secure || !to_https?(answer, path)

      # What a server behind a proxy that speaks HTTPS would be told.
      @transport.secure = true
      @transport.call(method, path, all, body)
    end

    def secure
      @transport.secure
    end

    private

    def to_https?(answer, path)
      return false unless [301, 302, 307, 308].include?(answer.status)

      location = answer.location.to_s
      location.sub(%r{\Ahttps://[^/?]+}, '') == path && location.start_with?('https://')
    end

    def cookie_line(own)
      [own, *@cookies.map { |name, value| "#{name}=#{value}" }].compact.join('; ')
    end

    def remember(answer)
      lines = answer.headers.select { |name, _| name.casecmp?('set-cookie') }.flat_map do |_, value|
        Array(value).flat_map { |each| each.split("\n") }
      end
      lines.each do |line|
        name, value = line.split(';').first.to_s.split('=', 2)
        @cookies[name.strip] = value.to_s.strip if name
      end
      answer
    end
  end

  # Through Rack, in this very thread.
  class InProcess
    attr_accessor :secure

    def initialize(app, each_request)
      @app = app
      @each_request = each_request
      require 'stringio'
      environment('GET', '/', nil) # loads what it needs
    end

    def name
      nil
    end

    def call(method, path, headers, body)
      env = environment(method, path, body)
      headers.each { |name, value| env[key_of(name)] = value }
      @each_request&.call(env)
      read(*@app.call(env))
    end

    private

    def environment(method, path, body)
      scheme = secure ? 'https' : 'http'
      if defined?(Rack::MockRequest)
        options = { method: method, input: body || '' }
        env = Rack::MockRequest.env_for("#{scheme}://localhost#{path}", options)
      else
        env = plain(method, path, body, scheme)
      end
      env['HTTP_HOST'] = 'localhost'
      env['REMOTE_ADDR'] = '127.0.0.1'
      env['SERVER_PROTOCOL'] ||= 'HTTP/1.1'
      env['rack.errors'] = $stderr
      env
    end

    def plain(method, path, body, scheme)
      file, query = path.split('?', 2)
      {
        'REQUEST_METHOD' => method, 'SCRIPT_NAME' => '', 'PATH_INFO' => file, 'QUERY_STRING' => query.to_s,
        'SERVER_NAME' => 'localhost', 'SERVER_PORT' => secure ? '443' : '80',
        'CONTENT_LENGTH' => body.to_s.bytesize.to_s, 'HTTPS' => secure ? 'on' : 'off',
        'rack.version' => [1, 3], 'rack.url_scheme' => scheme, 'rack.input' => StringIO.new(+body.to_s),
        'rack.multithread' => false, 'rack.multiprocess' => false, 'rack.run_once' => false
      }
    end

    def key_of(name)
      key = name.upcase.tr('-', '_')
      %w[CONTENT_TYPE CONTENT_LENGTH].include?(key) ? key : "HTTP_#{key}"
    end

    # A body has to be read to its end and closed: applications clean up there.
    def read(status, headers, body)
      beginning = +''
      bytes = 0
      take = lambda do |part|
        bytes += part.bytesize
        beginning << part.b.byteslice(0, BODY_SHOWN - beginning.bytesize) if beginning.bytesize < BODY_SHOWN
      end
      if body.respond_to?(:each)
        body.each(&take)
      else
        body.call(Stream.new(take))
      end
      Answer.new(status.to_i, headers, beginning, bytes)
    ensure
      body.close if body.respond_to?(:close)
    end

    # What Rack 3 lets a body write to.
    class Stream
      def initialize(take)
        @take = take
      end

      def write(*parts)
        parts.sum do |part|
          @take.call(part.to_s)
          part.to_s.bytesize
        end
      end

      def <<(part)
        write(part)
        self
      end

      def read(*)
        nil
      end

      def flush
        self
      end

      def close(*)
        @closed = true
        nil
      end
      alias close_read close
      alias close_write close

      def closed?
        @closed == true
      end
    end
  end

  # Over HTTP, to a server that runs in this process: its threads and connections are in the dumps too.
  class Http
    attr_accessor :secure
    attr_reader :name

    def initialize(app, server)
      require 'net/http'
      @name = server
      @port = server == 'puma' ? puma(app) : other(app, server)
      connect
    end

    def call(method, path, headers, body)
      request = Net::HTTPGenericRequest.new(method, !body.nil?, method != 'HEAD', path)
      request['Host'] = 'localhost'
      request['Accept-Encoding'] = 'identity'
      request['X-Forwarded-Proto'] = 'https' if secure
      headers.each { |header, value| request[header] = value }
      request.body = body if body
      response = begin
        @http.request(request)
      rescue EOFError, Errno::ECONNRESET, Errno::EPIPE
        # The server has closed a connection that was kept open too long.
        connect
        @http.request(request)
      end
      text = response.body.to_s
      Answer.new(response.code.to_i, response.each_header.to_h.merge(cookies(response)),
                 text.byteslice(0, BODY_SHOWN), text.bytesize)
    end

    private

    def connect
      @http = Net::HTTP.new('127.0.0.1', @port, nil)
      @http.read_timeout = 300
      @http.max_retries = 0
      deadline = LoupeAgent.now + SERVER_STARTS_WITHIN
      begin
        @http.start
      rescue Errno::ECONNREFUSED
        raise Problem, "#{name} does not listen after #{SERVER_STARTS_WITHIN} s." if LoupeAgent.now > deadline

        sleep 0.05
        retry
      end
    end

    def cookies(response)
      all = response.get_fields('set-cookie')
      all ? { 'set-cookie' => all } : {}
    end

    def puma(app)
      require 'puma'
      require 'puma/server'
      server = Puma::Server.new(app)
      port = server.add_tcp_listener('127.0.0.1', 0).addr[1]
      server.run
      port
    rescue LoadError => e
      raise Problem, "The gem puma is not to be had here: #{e.message}."
    end

    def other(app, server)
      port = free_port
      handler = handler_of(server)
      thread = Thread.new { handler.run(app, Host: '127.0.0.1', Port: port) }
      thread.report_on_exception = true
      port
    end

    def handler_of(server)
      begin
        require 'rackup'
      rescue LoadError
        require 'rack/handler'
      end
      (defined?(Rackup::Handler) ? Rackup::Handler : Rack::Handler).get(server) ||
        raise(Problem, "There is no server #{server.inspect}.")
    rescue LoadError, NameError => e
      raise Problem, "There is no server #{server.inspect}: #{e.message}."
    end

    def free_port
      require 'socket'
      server = TCPServer.new('127.0.0.1', 0)
      server.addr[1]
    ensure
      server&.close
    end
  end

  # Calls one request after the other, over and over, and counts what comes back.
  class Runner
    def initialize(client, requests, allow)
      @client = client
      @requests = requests
      @allow = allow
      @next = 0
    end

    # Stops at the first answer that is not allowed.
    def run(count)
      @statuses = Hash.new(0)
      @odd = nil
      began = LoupeAgent.now
      done = 0
      refused = false
      while done < count && !refused
        refused = !one(@requests[@next % @requests.size])
        @next += 1
        done += 1
      end
      seconds = LoupeAgent.now - began
      { type: 'ran', count: done, seconds: seconds.round(4), statuses: @statuses, odd: @odd, refused: refused,
        secure: @client.secure == true, sample: Sample.take }
    end

    private

    def one(request)
      answer = call(request)
      status = answer.status
      @statuses[status] += 1
      return true if status.between?(200, 299)

      allowed = @allow.any? { |from, to| status.between?(from, to) }
      @odd = describe(request, answer) if @odd.nil? || !allowed
      allowed
    end

    def call(request)
      @client.call(request['method'], request['path'], request['headers'], request['body'])
    rescue Problem
      raise
    rescue StandardError, ScriptError, SystemStackError => e
      # The application let it through; a server would answer 500.
      text = "#{e.class}: #{e.message}\n#{(e.backtrace || []).first(12).join("\n")}"
      Answer.new(500, {}, text, text.bytesize)
    end

    def describe(request, answer)
      { method: request['method'], path: request['path'], status: answer.status, location: answer.location,
        beginning: answer.beginning.dup.force_encoding(Encoding::UTF_8).scrub('?') }
    end
  end
end

LoupeExercise.main if $PROGRAM_NAME == __FILE__
