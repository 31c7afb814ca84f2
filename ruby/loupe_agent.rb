# frozen_string_literal: true

# The capture agent of Loupe: takes heap dumps of the process that loads it, when asked.
#
#   ruby -r ./loupe_agent.rb app.rb            or  RUBYOPT=-r/path/loupe_agent.rb  or  require
#
# It listens on a Unix socket that only this user can reach, one for each process, and waits: a
# thread in accept(2), nothing else. What can be asked is in docs/capture-protocol.md.
#
# A dump is taken by processes of its own. The application stops for each full GC and for one fork:
#
#   application  ── full GCs ── fork ── goes on; one thread waits for the writer, with a time limit
#   writer             └─ fork ── pipe in; counts, hashes, compresses; file or socket out
#   dumper                  └─ dump_all into the pipe, then facts about this very heap
#
# Two children, because dump_all holds the interpreter on most Rubies: the same process could not
# read its own pipe. Neither collects garbage, as the stacks of other threads are gone there, and
# both leave by exit!, so that nothing of the application's runs in them.
#
# Rules of this file: Ruby 2.7 syntax. No default gems in the application's process (json, zlib,
# digest …): loading one before Bundler pins its version. No method of the application's is called,
# where Ruby's own can be bound instead. Whatever fails is answered on the socket and stays there.
module LoupeAgent
  VERSION = '0.1.0'
  PROTOCOL = 1
  FORMAT = 1 # of the capture file

  CHUNK = 1 << 20
  LINE_LIMIT = 65_536
  IDLE_LIMIT = 600 # seconds until a silent client is hung up on
  MOST_CLIENTS = 16
  MOST_REVIVALS = 5

  # What a client is told: a code for programs, a sentence, and what to do next.
  class Failure < StandardError
    attr_reader :code, :advice

    def initialize(code, message, advice = nil)
      super(message)
      @code = code
      @advice = advice
    end

    def self.of(error)
      case error
      when Failure then error
      when Errno::ENOSPC, Errno::EDQUOT, Errno::EFBIG
        new('no-space', "There is no room for the dump: #{error.message}.",
            'Free space, ask for gzip, name another folder, or stream the dump.')
      when Errno::EACCES, Errno::EPERM, Errno::EROFS
        new('no-permission', "The process may not write there: #{error.message}.",
            'Name a folder that its user may write to.')
      when Errno::ENOENT, Errno::ENOTDIR
        new('no-folder', "There is no such folder: #{error.message}.",
            'Make it, or name one that the process sees.')
      when Errno::EEXIST
        new('exists', "The file is there already: #{error.message}.",
            'Name another one, or give overwrite=1.')
      when Errno::EPIPE, Errno::ECONNRESET
        new('client-gone', 'The other end of the connection was closed.')
      when Errno::ENOMEM, NoMemoryError
        new('no-memory', 'There is too little memory to fork.', 'Try fork=0.')
      when Errno::EAGAIN
        new('no-process', 'The system allows no further process.', 'Try fork=0.')
      else new('internal', "#{error.class}: #{error.message}")
      end
    end
  end

  # ---- JSON, written by hand: see the rules above ----------------------------------------------

  module Json
    UNSAFE = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/.freeze

    def self.of(value)
      case value
      when nil, true, false, Integer then value.nil? ? 'null' : value.to_s
      when Float then value.finite? ? value.to_s : 'null'
      when Hash then "{#{value.map { |key, each| "#{string(key)}:#{of(each)}" }.join(',')}}"
      when Array then "[#{value.map { |each| of(each) }.join(',')}]"
      else string(value)
      end
    end

    # Of any encoding, valid or not. Nothing that could steer a terminal comes through.
    def self.string(value)
      text = value.to_s
      if text.encoding == Encoding::BINARY || text.encoding == Encoding::US_ASCII
        text = text.dup.force_encoding(Encoding::UTF_8)
      end
      text = text.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).scrub("\ufffd")
      "\"#{text.gsub(UNSAFE) { |sign| format('\\u%04x', sign.ord) }}\""
    end
  end

  # ---- the life of the agent -------------------------------------------------------------------

  class << self
    # Path of this process's socket; nil while it does not listen.
    attr_reader :socket_path
    # Something with `call` that says how many requests the application has answered.
    attr_accessor :requests

    def start
      return if ENV['LOUPE_AGENT'] == 'off' || (@pid == Process.pid && @listener && @listener.alive?)

      require 'socket.so' # Not socket.rb: only the two classes are needed.
      @pid = Process.pid
      @revivals = 0
      @stopping = false
      @capture = nil
      @clients = []
      open_socket
      listen
      at_exit { LoupeAgent.stop } unless @at_exit
      @at_exit = true
      nil
    rescue Exception => e
      # A process that cannot listen must run all the same.
      @problem = e
      warn "loupe_agent: #{e.class}: #{e.message}" if ENV['LOUPE_AGENT'] == 'verbose'
      nil
    end

    # Closes and removes the socket; ends a capture that is under way, and tells its client.
    def stop
      return unless @pid == Process.pid

      @stopping = true
      path = @socket_path
      @socket_path = nil
      close_socket(path)
      @capture&.abandon
      nil
    rescue Exception
      nil
    end

    # In a forked child: its threads are gone, and the socket is its parent's. That of a daemon is
    # nobody's any more: the parent has left by _exit, or is about to.
    def after_fork(parent_ends: false)
      return if @pid == Process.pid || !@pid

      if @server
        # Not `@server.close`: that may wait for the parent's thread, which is not here.
        @server.autoclose = false
        quietly { IO.for_fd(@server.fileno, autoclose: true).close }
        @server = nil
        close_socket(@socket_path) if parent_ends
      end
      @socket_path = @listener = nil
      start
    end

    def quietly
      yield
    rescue StandardError, NotImplementedError
      nil
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end

    def milliseconds_since(began)
      ((now - began) * 1000).round(3)
    end

    # One capture at a time.
    def capture(options, client)
      capture = Capture.new(options, client)
      raise Failure.new('busy', 'Another capture of this process is under way.', 'Try again when it is done.') unless
        LOCK.synchronize { @capture ? false : (@capture = capture) }

      begin
        capture.run
      ensure
        @capture = nil
      end
    end

    def stopping?
      @stopping
    end

    def capturing?
      !@capture.nil?
    end

    # Which threads are the agent's own.
    def own?(thread)
      thread == @listener || (@clients || []).include?(thread)
    end

    private

    # The folder is ours alone, or there will be no socket: another user may have made it first.
    def folder(path)
      quietly { Dir.mkdir(path, 0o700) }
      stat = File.lstat(path)
      safe = stat.directory? && stat.uid == Process.euid && (stat.mode & 0o077).zero?
      raise Failure.new('unsafe-folder', "#{path} is not a folder of this user's alone.") unless safe

      path
    end

    def open_socket
      standard = "/tmp/loupe-#{Process.euid}"
      wanted = ENV['LOUPE_AGENT_DIR'] || standard
      wanted = folder(wanted)
      sweep(wanted)
      path = free_name(wanted)
      # A socket's address holds some 100 bytes. A longer path leads there by a symbolic link.
      short = path.bytesize < 96 ? path : free_name(folder(standard))
      # It appears under its name when it listens, and private.
      @server = UNIXServer.new("#{short}.new")
      File.chmod(0o600, "#{short}.new")
      File.rename("#{short}.new", short)
      File.symlink(short, path) if short != path
      @real_path = short
      @socket_path = path
    end

    def free_name(folder)
      names = [Process.pid.to_s, *(2..99).map { |i| "#{Process.pid}.#{i}" }]
      names.map { |name| "#{folder}/#{name}.sock" }.find { |path| !answers?(path) }
    end

    # Whether somebody listens there; removes what a process that is gone has left.
    def answers?(path)
      return false unless File.symlink?(path) || File.exist?(path)

      UNIXSocket.new(File.realpath(path)).close
      true
    rescue Errno::ECONNREFUSED, Errno::ENOENT
      quietly { File.unlink(path) }
      false
    end

    def sweep(folder)
      Dir.each_child(folder) do |name|
        pid = name[/\A(\d+)(\.\d+)?\.sock\z/, 1]
        next if pid.nil?

        begin
          Process.kill(0, pid.to_i)
        rescue Errno::ESRCH
          quietly { answers?("#{folder}/#{name}") }
        rescue SystemCallError
          next
        end
      end
    end

    def close_socket(path)
      quietly { @server&.close }
      @server = nil
      [path, @real_path].compact.uniq.each { |each| quietly { File.unlink(each) } }
    end

    def listen
      @listener = thread('loupe agent') { accept_all }
      # Out of the way of what walks the default group.
      ThreadGroup.new.add(@listener)
    end

    # What the thread needs is handed to it: variables around it may have changed when it starts.
    def thread(name, *needs, &block)
      Thread.new do
        Thread.current.name = name
        Thread.current.report_on_exception = false
        Thread.current.abort_on_exception = false
        block.call(*needs)
      end
    end

    def accept_all
      server = @server
      until @stopping
        begin
          client = server.accept
          @clients.select!(&:alive?)
          if @clients.size >= MOST_CLIENTS
            client.close
          else
            connection = Connection.new(client)
            @clients << thread('loupe agent client', connection, &:serve)
          end
        rescue IOError, Errno::EBADF
          break # closed
        rescue Exception
          sleep 0.5 # no file descriptor left, or something raised into this thread
        end
      end
    ensure
      # Somebody killed all threads. The process lives on, and so does the agent, for some times.
      if !@stopping && @pid == Process.pid && server && !server.closed? && (@revivals += 1) <= MOST_REVIVALS
        quietly { listen }
      end
    end
  end

  LOCK = Mutex.new

  # ---- forks -----------------------------------------------------------------------------------

  # Ruby's own fork, without what libraries hang on it: the children of a capture belong to nobody.
  RAW_FORK = begin
    method = Process.respond_to?(:_fork) ? Process.method(:_fork) : Process.method(:fork)
    method = method.super_method while method.source_location && method.super_method
    method
  rescue NameError
    nil
  end

  module ForkHook # 3.1+
    def _fork
      pid = super
      LoupeAgent.after_fork if pid.zero?
      pid
    end
  end

  module OldForkHook
    def fork(&block)
      if block
        super() do
          LoupeAgent.after_fork
          block.call
        end
      else
        pid = super()
        LoupeAgent.after_fork unless pid
        pid
      end
    end
  end

  module DaemonHook # is no fork for _fork, yet the process is another one
    def daemon(*arguments)
      result = super
      LoupeAgent.after_fork(parent_ends: true)
      result
    end
  end

  # ---- one client ------------------------------------------------------------------------------

  # Requests are lines of words, `loupe/1 dump path=/tmp/a.json gc=1`, values percent-encoded.
  # Answers are lines of JSON; the last one of each request is of type `result` or `error`.
  class Connection
    OPTIONS = {
      'hello' => {},
      'status' => {},
      'gc' => { count: :count },
      'dump' => {
        path: :path, what: :word, gzip: :count, gc: :count, fork: :flag, since: :count, full: :flag,
        shapes: :word, trace: :seconds, heap: :flag, samples: :count, capture: :path,
        overwrite: :flag, timeout: :seconds, stall: :seconds
      },
      'trace' => { state: :word, for: :seconds, keep: :flag },
      'facts' => {},
      'stop' => {}
    }.freeze

    def initialize(io)
      @io = io
    end

    attr_reader :io
    # Frames are being written, perhaps by another process.
    attr_writer :streaming

    def serve
      return unless trusted?

      while IO.select([@io], nil, nil, IDLE_LIMIT)
        line = @io.gets("\n", LINE_LIMIT)
        break if line.nil?

        break if answer(line) == :end || LoupeAgent.stopping?
      end
    rescue Exception
      nil # the client's loss
    ensure
      LoupeAgent.quietly { @io.close }
    end

    # Sends one line; gives up on a client that does not read for 30 seconds.
    def tell(type, fields)
      write("#{Json.of({ type: type }.merge(fields))}\n")
    end

    def write(text, limit = 30)
      LoupeAgent.write_within(@io, text, limit)
    end

    private

    # The folder keeps others out already; a socket that was handed on does not.
    def trusted?
      user = @io.getpeereid.first
      return true if user == Process.euid || user.zero?

      tell('error', code: 'forbidden', message: 'Only the user of this process may ask.')
      false
    end

    def answer(line)
      name, options = parse(line)
      result = __send__("do_#{name}", options)
      tell('result', { request: name }.merge(result))
    rescue Exception => e
      failure = LoupeAgent.stopping? ? Failure.new('exiting', 'The process is ending.') : Failure.of(e)
      fields = { code: failure.code, message: failure.message, next: failure.advice }
      fields[:speaks] = [PROTOCOL] if failure.code == 'version'
      tell('error', fields.compact)
      # A frame may have been cut short: no further line would be told from its bytes.
      return :end if @streaming

      raise unless StandardError === e || ScriptError === e # a kill, an exit, no memory
    end

    def parse(line)
      raise bad("The line is longer than #{LINE_LIMIT} bytes.") unless line.end_with?("\n")

      head, name, *pairs = line.scrub('?').split(' ')
      version = head.to_s[%r{\Aloupe/(\d+)\z}, 1]
      raise bad('That is no request.') if version.nil? || name.nil?
      if version.to_i != PROTOCOL
        raise Failure.new('version', "This agent speaks version #{PROTOCOL}, not #{version}.",
                          'Use the agent and the command of the same release.')
      end

      kinds = OPTIONS[name] || raise(bad("There is no request \"#{name}\"."))
      [name, pairs.map { |pair| option(kinds, pair) }.to_h]
    end

    def option(kinds, pair)
      key, text = pair.split('=', 2)
      kind = kinds[key.to_sym]
      raise bad("There is no option \"#{key}\" here.") if kind.nil? || text.nil?

      text = text.gsub(/%(\h\h)/) { $1.hex.chr }.force_encoding(Encoding::UTF_8)
      fits = { count: /\A\d{1,9}\z/, seconds: /\A\d{1,6}(\.\d+)?\z/, flag: /\A[01]\z/, word: /\A\w+\z/,
               path: %r{\A/[^\0]+\z} }[kind]
      raise bad("The value of \"#{key}\" does not fit: a #{kind} is expected.") unless text.valid_encoding? && fits.match?(text)

      [key.to_sym, { count: :to_i, seconds: :to_f, flag: :to_i }[kind]&.then { |to| text.public_send(to) } || text]
    end

    def bad(message)
      Failure.new('bad-request', message, 'See docs/capture-protocol.md.')
    end

    def do_hello(_options)
      Facts.identity
    end

    def do_status(_options)
      Facts.identity.merge(
        title: $PROGRAM_NAME, uptime_s: Facts.uptime, memory: Facts.memory, gc: GC.stat,
        threads: Thread.list.count { |thread| !LoupeAgent.own?(thread) },
        tracing: Tracing.on?, capturing: LoupeAgent.capturing?, requests: Facts.requests
      )
    end

    def do_gc(options)
      { gc_ms: LoupeAgent.collect(options.fetch(:count, 1)), gc: GC.stat, memory: Facts.memory }
    end

    def do_dump(options)
      LoupeAgent.capture(options, self)
    end

    def do_trace(options)
      case options[:state] || 'on'
      when 'on' then Tracing.start
      when 'off' then Tracing.stop(keep: options[:keep] == 1)
      else raise bad('state is on or off.')
      end
      if options[:for] && Tracing.on?
        begin
          LoupeAgent.wait(options[:for], self)
        ensure
          Tracing.stop(keep: options[:keep] == 1)
        end
      end
      { tracing: Tracing.on? }
    end

    def do_facts(_options)
      { facts: Facts.process }
    end

    def do_stop(_options)
      LoupeAgent.stop # The connection stays until this is answered.
      {}
    end
  end

  # What StringIO would be, which is a default gem.
  class Pieces
    attr_reader :string

    def initialize
      @string = +''
    end

    def write(text)
      @string << text
    end
  end

  class << self
    def write_within(io, text, limit)
      deadline = now + limit
      until text.empty?
        written = io.write_nonblock(text, exception: false)
        if written == :wait_writable
          left = deadline - now
          raise Failure.new('client-gone', 'The other end does not read.') unless
            left.positive? && IO.select(nil, [io], nil, left)
        else
          text = text.byteslice(written..-1)
        end
      end
    end

    # Full collections, one by one, so that others run in between. Milliseconds of each.
    def collect(count)
      Array.new(count) do
        Thread.pass
        began = now
        GC.start
        milliseconds_since(began)
      end
    end

    # Waits, with a line a second: that is how one learns that the client has gone.
    def wait(seconds, client)
      deadline = now + seconds
      while (left = deadline - now).positive?
        raise Failure.new('exiting', 'The process is ending.') if stopping?

        client.tell('progress', phase: 'trace', left_s: left.round(1))
        sleep [left, 1].min
      end
    end
  end

  # ---- allocation tracing ----------------------------------------------------------------------

  # Ruby keeps stale sites after tracing stops: slots that are used again show those of their former
  # object. So stopping also clears, unless the application was tracing itself.
  module Tracing
    class << self
      def start
        return if @on

        require 'objspace'
        @theirs = !ObjectSpace.allocation_sourcefile(Object.new).nil?
        ObjectSpace.trace_object_allocations_start
        @on = true
      end

      def stop(keep: false)
        return unless @on

        @on = false
        ObjectSpace.trace_object_allocations_stop
        ObjectSpace.trace_object_allocations_clear unless keep || @theirs
      end

      def on?
        @on == true
      end
    end
  end

  # ---- a capture -------------------------------------------------------------------------------

  # In the application's process: prepares, collects, forks, and watches over the children.
  class Capture
    def initialize(options, client)
      @options = options
      @client = client
      @thread = Thread.current
      @pause = { gc_ms: [], longest_ms: 0 }
    end

    def run
      check
      require 'objspace'
      @output = Output.new(@options, @client) # fails before anything is paused
      trace_first do
        if @options.fetch(:what, 'heap') == 'heap'
          @client.tell('progress', phase: 'gc')
          @pause[:gc_ms] = LoupeAgent.collect(@options.fetch(:gc, 3))
        end
        @client.streaming = @output.stream?
        forked? ? in_child : in_place
      end.tap { @client.streaming = false }
    ensure
      end_child
      @output&.discard
    end

    # The process ends: so must the children. Called from another thread; waits until the client knows.
    def abandon
      @abandoned = true
      kill
      @thread.join(2) unless @thread == Thread.current
    end

    private

    def forked?
      @options.fetch(:fork, 1) == 1
    end

    def check
      version = RUBY_VERSION.split('.').first(2).map(&:to_i)
      what = @options.fetch(:what, 'heap')
      raise Failure.new('bad-request', 'what is heap or shapes.') unless %w[heap shapes].include?(what)

      unsupported('A since: dump', '3.0') if @options[:since] && (version <=> [3, 0]).negative?
      unsupported('A dump of shapes', '3.2') if (what == 'shapes' || @options[:shapes]) && (version <=> [3, 2]).negative?
      raise Failure.new('no-fork', 'This platform has no fork.', 'Try fork=0.') if forked? && !(RAW_FORK && Process.respond_to?(:fork))

      @in_memory = !forked? && version.first == 3 && version.last < 4
      return unless @in_memory

      others = Thread.list.reject { |thread| thread == Thread.main || LoupeAgent.own?(thread) }
      return if others.empty?

      raise Failure.new('in-place-refused',
                        "Ruby #{RUBY_VERSION} lets other threads run during a dump, and there are " \
                        "#{others.size} beside the main one: it would be no snapshot.",
                        'Leave fork=0 out: a forked child has one thread.')
    end

    def unsupported(what, version)
      raise Failure.new('unsupported', "#{what} needs Ruby #{version} or newer; this is #{RUBY_VERSION}.")
    end

    # Tracing must still be on when the dump is taken.
    def trace_first
      return yield unless @options[:trace]

      before = Tracing.on?
      Tracing.start
      begin
        LoupeAgent.wait(@options[:trace], @client)
        yield
      ensure
        Tracing.stop unless before
      end
    end

    def in_child
      control, control_in = IO.pipe
      facts, facts_in = IO.pipe
      was_disabled = nil
      began = LoupeAgent.now
      begin
        # Ends a collection that is under way while all stacks are there; the child inherits it.
        was_disabled = GC.disable
        @pid = RAW_FORK.call || 0
        Writer.new(@options, @output, control_in, facts, [control, facts_in]).run if @pid.zero?
        @pause[:fork_ms] = LoupeAgent.milliseconds_since(began)
      ensure
        GC.enable unless was_disabled
      end
      began_child = LoupeAgent.now
      LoupeAgent.quietly { Process.setpgid(@pid, @pid) }
      [control_in, facts].each(&:close)
      hand_over(facts_in)
      result = watch(control)
      @output.kept
      settle(result.merge(child_ms: LoupeAgent.milliseconds_since(began_child)))
    ensure
      [control, control_in, facts, facts_in].each { |io| LoupeAgent.quietly { io&.close } }
    end

    def facts
      @pause[:longest_ms] = [*@pause[:gc_ms], *@pause[:fork_ms], *@pause[:dump_ms]].max || 0
      Facts.process.merge(way: forked? ? 'fork' : 'in-place', pause: @pause,
                          tracing: Tracing.on?, options: @options)
    end

    def hand_over(pipe)
      LoupeAgent.write_within(pipe, Json.of(facts), @options.fetch(:stall, 60))
    rescue Errno::EPIPE, Failure
      nil # The child is gone, or hangs: `watch` will tell.
    ensure
      pipe.close
    end

    # Reads what the writer reports until it is done, and is the watchdog.
    def watch(control)
      began = heard = LoupeAgent.now
      lines = +''
      last = {}
      loop do
        if IO.select([control], nil, nil, 0.5)
          piece = control.read_nonblock(CHUNK, exception: false)
          raise died if piece.nil?

          lines << piece if String === piece
          while (line = lines.slice!(/\A.*\n/))
            message = Marshal.load(line.unpack1('m'))
            raise Failure.new(*message[:failure]) if message[:failure]
            return message[:result] if message[:result]

            heard = LoupeAgent.now
            last = message
          end
        end
        raise died if @abandoned

        @client.tell('progress', last) unless @output.stream?
        limits(LoupeAgent.now - began, LoupeAgent.now - heard)
      end
    end

    def limits(total, silence)
      stall = @options.fetch(:stall, 60)
      timeout = @options.fetch(:timeout, 1800)
      late = silence > stall ? "has written nothing for #{stall} s" : "took more than #{timeout} s"
      return unless silence > stall || total > timeout

      raise Failure.new('timeout', "The child that writes the dump #{late} and was ended.",
                        'Give a larger stall= or timeout=, or read faster.')
    end

    def died
      return Failure.new('exiting', 'The process is ending.') if @abandoned

      status = wait(2)
      how = status&.termsig ? "was ended by SIG#{Signal.signame(status.termsig)}" : 'ended'
      Failure.new('child-died', "The child that writes the dump #{how} before it was done.",
                  'If memory is short, the kernel may have done it: try fork=0, or allow more.')
    end

    # Atomic, by Ruby itself: from 3.4 and before 3.0 dump_all lets nobody in. In between it does at
    # each write to a file, but not while it fills a string, which takes as much memory as the dump.
    def in_place
      began = LoupeAgent.now
      raw = @output.raw_file
      was_disabled = GC.disable
      begin
        text = Dump.take(@in_memory ? :string : raw, @options)
        raw.flush unless @in_memory
      ensure
        @pause[:dump_ms] = LoupeAgent.milliseconds_since(began)
        GC.enable unless was_disabled
      end
      raw.write(text) if @in_memory
      raw.flush
      text.clear if @in_memory
      raw.rewind
      heap = heap_facts
      result = Finish.new(@options, @output).run(raw, -> { Json.of(facts) }, heap) do |progress|
        @client.tell('progress', progress) unless @output.stream?
        raise died if @abandoned
      end
      settle(result)
    end

    def heap_facts
      lambda do
        pieces = Pieces.new
        verbose = $VERBOSE
        $VERBOSE = nil
        HeapFacts.write(pieces, @options.fetch(:samples, 20)) if @options.fetch(:heap, 1) == 1
        pieces.string
      ensure
        $VERBOSE = verbose
      end
    end

    def settle(result)
      { way: forked? ? 'fork' : 'in-place', pause: @pause }.merge(result)
    end

    # The writer leads a process group, in which the dumper is too.
    def kill
      return if @pid.nil? || @pid.zero?

      [-@pid, @pid].each { |target| LoupeAgent.quietly { Process.kill(:KILL, target) } }
    end

    def end_child
      return if @pid.nil? || @pid.zero?

      kill
      wait(5)
      @pid = nil
    end

    # The application may wait for any child and take this one: then there is no status.
    def wait(seconds)
      deadline = LoupeAgent.now + seconds
      until @status
        return nil if Process.wait2(@pid, Process::WNOHANG)&.then { |_, status| @status = status }.nil? &&
                      LoupeAgent.now > deadline

        sleep 0.01 unless @status
      end
      @status
    rescue Errno::ECHILD
      nil
    end
  end

  # Where the bytes of a capture go: two files that appear when whole, or frames on the connection.
  class Output
    attr_reader :path, :capture_path

    def initialize(options, client)
      @client = client
      @path = options[:path]
      @made = []
      return if stream?

      @capture_path = options[:capture] || "#{@path.sub(/(\.(json|jsonl|ndjson|heap|dump))?(\.gz)?\z/, '')}.capture.json"
      [@path, @capture_path].each do |path|
        raise Errno::EEXIST, path if options[:overwrite] != 1 && (File.exist?(path) || File.symlink?(path))
      end
      @file = temporary(@path)
    end

    def stream?
      @path.nil?
    end

    def socket
      @client.io if stream?
    end

    def dump
      stream? ? Frames.new(@client.io, 'dump') : @file
    end

    def capture
      stream? ? Frames.new(@client.io, 'capture') : temporary(@capture_path)
    end

    # For a dump in place, of which file or frames are made afterwards. It has no name by then.
    def raw_file
      folder = stream? ? File.dirname(LoupeAgent.socket_path) : File.dirname(@path)
      file = temporary("#{folder}/loupe-raw")
      File.unlink(file.path)
      @raw = file
    end

    def publish(file, path)
      return if stream?

      file.fsync
      file.close
      File.rename(file.path, path)
    end

    # Of the children: they know all names by then.
    def kept
      @made.clear
    end

    # Also what the writer made before it was killed: names depend on the process alone.
    def discard
      names = @made.empty? || stream? ? @made : @made | [temporary_name(@capture_path)]
      names.each { |name| LoupeAgent.quietly { File.unlink(name) } }
      [@file, @raw].compact.each { |file| LoupeAgent.quietly { file.close } }
    end

    private

    def temporary(path)
      name = temporary_name(path)
      file = File.open(name, File::RDWR | File::CREAT | File::EXCL | File::BINARY, 0o600)
      file.sync = false
      @made << name
      file
    end

    # The writer has another pid, but opened for the same process.
    def temporary_name(path)
      @token ||= "#{Process.pid}.#{(LoupeAgent.now * 1000).to_i}"
      "#{path}.#{@token}.loupe-tmp"
    end
  end

  # One line that announces a number of bytes, then the bytes.
  class Frames
    def initialize(io, of)
      @io = io
      @of = of
    end

    def write(text)
      @io.write("{\"type\":\"data\",\"of\":\"#{@of}\",\"bytes\":#{text.bytesize}}\n", text)
    end
  end

  # ---- in the children -------------------------------------------------------------------------

  # The first child: reads the dumper's pipe, writes the files, reports to its parent.
  class Writer
    # `theirs` are the other ends of the pipes: while they are open here, no end is seen.
    def initialize(options, output, control, facts, theirs)
      @options = options
      @output = output
      @control = control
      @facts = facts
      @theirs = theirs
    end

    # Never returns: whatever waits further up belongs to the application's process.
    def run
      Process.setpgid(0, 0)
      parent = Process.ppid
      @theirs.each(&:close)
      close_sockets
      dump, side = start_dumper
      # From here on the application's handlers would only be in the way. Not earlier: they are roots.
      %w[INT TERM HUP QUIT USR1 USR2 CHLD].each { |name| LoupeAgent.quietly { trap(name, 'SYSTEM_DEFAULT') } }
      facts = @facts.read
      result = Finish.new(@options, @output).run(dump, -> { facts }, -> { heap_of(side) }) do |progress|
        report(progress)
        raise Errno::EPIPE unless Process.ppid == parent # the application is gone
      end
      report(result: result)
    rescue Exception => e
      failure = Failure.of(e)
      LoupeAgent.quietly { report(failure: [failure.code, failure.message, failure.advice]) }
      LoupeAgent.quietly { @output.discard }
    ensure
      Process.exit!(0)
    end

    private

    def start_dumper
      dump, dump_in = IO.pipe
      side, side_in = IO.pipe
      LoupeAgent.quietly { dump_in.fcntl(1031, 1 << 20) } # F_SETPIPE_SZ of Linux
      if (RAW_FORK.call || 0).zero?
        [dump, side, @control, @facts].each(&:close)
        Dumper.new(@options, dump_in, side_in).run
      end
      [dump_in, side_in].each(&:close)
      [dump, side]
    end

    # The first line tells how the dump went; the rest is JSON about the heap.
    def heap_of(side)
      line = side.gets
      raise Failure.new('child-died', 'The child that dumps the heap ended before it was done.') if line.nil?

      message = Marshal.load(line.unpack1('m'))
      raise Failure.new(*message[:failure]) if message[:failure]

      text = +''
      until side.eof?
        report(phase: 'heap') # The watchdog hears that there is life.
        text << side.read(CHUNK)
      end
      text
    end

    # A copy of a connection keeps it open: its peer would wait for the end of the dump.
    def close_sockets
      kept = [0, 1, 2, @control.fileno, @facts.fileno, @output.socket&.fileno]
      Dir.each_child('/dev/fd') do |name|
        number = name.to_i
        LoupeAgent.quietly do
          IO.for_fd(number, autoclose: true).close if !kept.include?(number) && File.stat("/dev/fd/#{number}").socket?
        end
      end
    rescue SystemCallError
      nil # no such folder on this system
    end

    def report(message)
      @control.write("#{[Marshal.dump(message)].pack('m0')}\n")
    end
  end

  # The second child: dump_all, then what else is to be known of the same heap.
  class Dumper
    def initialize(options, dump, side)
      @options = options
      @dump = dump
      @side = side
    end

    def run
      Dump.take(@dump, @options)
      @dump.close # 2.7 and 3.4+ write through stdio, and exit! would not flush that
      tell({})
      # In this child alone: traced, what the facts allocate would take several times the memory.
      LoupeAgent.quietly { ObjectSpace.trace_object_allocations_stop }
      @side.sync = false
      $VERBOSE = nil # deprecated constants
      HeapFacts.write(@side, @options.fetch(:samples, 20)) if @options.fetch(:heap, 1) == 1
      @side.close
    rescue Exception => e
      LoupeAgent.quietly { tell(failure: Dump.failure(e)) }
    ensure
      Process.exit!(0)
    end

    private

    def tell(message)
      @side.write("#{[Marshal.dump(message)].pack('m0')}\n")
    end
  end

  # The one call.
  module Dump
    def self.take(output, options)
      # 3.4+ loses what a non-blocking pipe does not take at once. 3 and 4 are F_GETFL and F_SETFL.
      LoupeAgent.quietly { output.fcntl(4, output.fcntl(3, 0) & ~File::NONBLOCK) } if IO === output
      return ObjectSpace.dump_shapes(output: output) if options[:what] == 'shapes'

      keywords = { output: output }
      keywords[:full] = true if options[:full] == 1
      keywords[:since] = options[:since] if options[:since]
      shapes = options[:shapes]
      keywords[:shapes] = { 'on' => true, 'off' => false }.fetch(shapes) { Integer(shapes) } if shapes
      ObjectSpace.dump_all(**keywords)
    end

    def self.failure(error)
      failure = Failure.of(error)
      return [failure.code, failure.message, failure.advice] unless IOError === error

      ['dump-failed', "Ruby gave up on the dump: #{error.message}.",
       'A class name or a path of 4,096 bytes or more does this to every dump of Ruby 3.0 and newer.']
    end
  end

  # Raw dump in; counted, hashed, compressed, and with its capture file out. In the writer, or in the
  # application's process for a dump in place.
  class Finish
    # Counts and hashes what is written.
    class Sink
      attr_reader :bytes

      def initialize(to)
        require 'digest'
        @to = to
        @bytes = 0
        @digest = Digest::SHA256.new
      end

      def write(text)
        return if text.empty?

        @to.write(text)
        @digest << text
        @bytes += text.bytesize
      end

      def sha256
        @digest.hexdigest
      end
    end

    def initialize(options, output)
      @options = options
      @output = output
    end

    # `facts` and `heap` give JSON when called. Yields what goes to the client as progress.
    def run(source, facts, heap, &progress)
      file = @output.dump
      sink = Sink.new(file)
      raw, lines, ended = copy(source, sink, &progress)
      text = heap.call # raises where the dumper failed
      raise Failure.new('dump-failed', 'The dump ends in the middle of a line.') unless ended

      record = { path: @output.path, bytes: sink.bytes, raw_bytes: raw, lines: lines,
                 sha256: sink.sha256, gzip: level.positive? }
      @output.publish(file, @output.path)
      record.merge(capture: write_capture(facts.call, text, record))
    end

    private

    def level
      @options.fetch(:gzip) { @output.path.to_s.end_with?('.gz') ? 1 : 0 }.clamp(0, 9)
    end

    def copy(source, sink)
      require 'zlib' if level.positive?
      deflate = Zlib::Deflate.new(level, 31) if level.positive? # 31: gzip around it
      buffer = String.new(capacity: CHUNK)
      raw = lines = ended = 0
      told = LoupeAgent.now
      while source.read(CHUNK, buffer)
        raw += buffer.bytesize
        lines += buffer.count("\n")
        ended = buffer.getbyte(-1)
        if deflate
          piece = deflate.deflate(buffer)
          sink.write(piece)
          piece.clear # Nothing is collected here.
        else
          sink.write(buffer)
        end
        next if LoupeAgent.now - told < 0.2

        told = LoupeAgent.now
        progress = { phase: 'dump', bytes: sink.bytes, raw_bytes: raw, lines: lines }
        @output.socket&.write("#{Json.of({ type: 'progress' }.merge(progress))}\n")
        yield progress
      end
      sink.write(deflate.finish) if deflate
      [raw, lines, ended == 10 || raw.zero?]
    end

    # The dump is whole by now: what goes wrong here is told beside it.
    def write_capture(facts, heap, record)
      file = @output.capture
      sink = Sink.new(file)
      whole = heap.end_with?('}')
      sink.write(facts.chomp('}'))
      sink.write(",\"dump\":#{Json.of(record)},\"heap\":")
      sink.write(whole ? heap : 'null')
      sink.write("}\n")
      @output.publish(file, @output.capture_path)
      { path: @output.capture_path, bytes: sink.bytes, sha256: sink.sha256, heap: whole }
    rescue SystemCallError => e
      raise if @output.stream?

      { problem: Failure.of(e).message }
    end
  end

  # ---- facts about the process -----------------------------------------------------------------

  # Nothing here walks the heap, and nothing holds a value of a string of the application's.
  module Facts
    SECRET = /pass|secret|token|key|credential|auth|cookie|bearer/i.freeze
    ENVIRONMENT = /\A(RUBYOPT|RUBY_GC_\w+|RUBY_\w*JIT\w*|MALLOC_\w+|LD_PRELOAD|RAILS_ENV|RACK_ENV)\z/.freeze
    REVISIONS = %w[GIT_REVISION GIT_COMMIT GIT_SHA SOURCE_VERSION HEROKU_SLUG_COMMIT].freeze

    class << self
      def identity
        { protocol: PROTOCOL, agent: VERSION, pid: Process.pid, ruby: RUBY_DESCRIPTION,
          ruby_version: RUBY_VERSION }
      end

      def process
        {
          kind: 'loupe-capture', version: FORMAT, agent: VERSION,
          time: Time.now.utc.strftime('%Y-%m-%dT%H:%M:%SZ'), ruby: ruby, process: command,
          memory: memory, gc: GC.stat, gc_heaps: (GC.stat_heap if GC.respond_to?(:stat_heap)),
          threads: threads, gems: gems, requests: requests, revision: revision
        }
      end

      def uptime
        ticks = File.read('/proc/self/stat')[/.*\) (.*)/m, 1].split(' ')[19].to_i
        (File.read('/proc/uptime').to_f - ticks / 100.0).round(2)
      rescue SystemCallError, NoMethodError
        nil
      end

      # Bytes; null where the system does not tell.
      def memory
        status = read('/proc/self/status')
        rollup = read('/proc/self/smaps_rollup')
        {
          rss: kilobytes(status, 'VmRSS'), peak_rss: kilobytes(status, 'VmHWM'),
          swap: kilobytes(status, 'VmSwap'), pss: kilobytes(rollup, 'Pss'),
          private: [kilobytes(rollup, 'Private_Clean'), kilobytes(rollup, 'Private_Dirty')].compact.sum,
          limit: limit, address_space_limit: rlimit
        }
      end

      def requests
        return LoupeAgent.requests.call if LoupeAgent.requests

        LoupeAgent.quietly { Puma.stats_hash[:requests_count] } if defined?(Puma.stats_hash)
      rescue StandardError
        nil
      end

      private

      def read(path)
        File.read(path)
      rescue SystemCallError
        ''
      end

      def kilobytes(text, key)
        text[/^#{key}:\s+(\d+) kB/, 1]&.then { |number| number.to_i * 1024 }
      end

      def limit
        text = read('/sys/fs/cgroup/memory.max')
        text = read('/sys/fs/cgroup/memory/memory.limit_in_bytes') if text.empty?
        number = text.to_i
        number if number.positive? && number < 1 << 60
      end

      def rlimit
        soft = LoupeAgent.quietly { Process.getrlimit(Process::RLIMIT_AS).first }
        soft if soft && soft < 1 << 60
      end

      def ruby
        jit = %i[YJIT ZJIT].find { |name| LoupeAgent.quietly { RubyVM.const_get(name).enabled? } }
        {
          description: RUBY_DESCRIPTION, version: RUBY_VERSION, patchlevel: RUBY_PATCHLEVEL,
          platform: RUBY_PLATFORM, engine: RUBY_ENGINE, jit: jit,
          auto_compact: (GC.auto_compact if GC.respond_to?(:auto_compact)),
          environment: ENV.to_h.select { |name, _| ENVIRONMENT.match?(name) }
        }
      rescue NotImplementedError
        { description: RUBY_DESCRIPTION, version: RUBY_VERSION, platform: RUBY_PLATFORM }
      end

      def command
        { pid: Process.pid, ppid: LoupeAgent.quietly { Process.ppid }, title: $PROGRAM_NAME, argv: argv,
          folder: LoupeAgent.quietly { Dir.pwd }, uptime_s: uptime }
      end

      # Command lines hold passwords: what is called so is left out.
      def argv
        hide = false
        ARGV.map do |word|
          hidden = hide
          hide = SECRET.match?(word) && word.start_with?('-') && !word.include?('=')
          next '[hidden]' if hidden && !word.start_with?('-')

          word = word.scrub('?').gsub(%r{://[^/@\s]+@}, '://[hidden]@')
          word.sub(/\A(.*?(?:#{SECRET.source})[^=:]*)([=:]).*\z/mi, '\1\2[hidden]')
        end
      end

      def threads
        Thread.list.map do |thread|
          {
            address: Address.of(thread), name: thread.name, status: thread.status,
            main: thread == Thread.main, agent: LoupeAgent.own?(thread),
            native_id: (thread.native_thread_id if thread.respond_to?(:native_thread_id)),
            backtrace: (thread.backtrace || []).first(100)
          }
        end
      end

      def gems
        return [] unless defined?(Gem.loaded_specs)

        Gem.loaded_specs.values.map do |spec|
          { name: spec.name, version: spec.version.to_s, path: spec.full_gem_path }
        end
      rescue StandardError
        []
      end

      def revision
        named = REVISIONS.map { |name| ENV[name] }.compact.first
        return named[/\A\h{7,64}\z/] if named

        git = Dir.pwd
        git = File.dirname(git) until File.exist?("#{git}/.git/HEAD") || git == '/'
        head = File.read("#{git}/.git/HEAD").strip
        reference = head[/\Aref: (.+)/, 1]
        return head unless reference

        return File.read("#{git}/.git/#{reference}").strip if File.exist?("#{git}/.git/#{reference}")

        File.read("#{git}/.git/packed-refs")[/^(\h+) #{Regexp.escape(reference)}$/, 1]
      rescue SystemCallError
        nil
      end
    end
  end

  # ---- facts about the heap --------------------------------------------------------------------

  # The address of an object as dumps write it, nil for what has none (nil, small numbers …).
  # Kernel#to_s prints it, at the same cost for every object, where ObjectSpace.dump would print a
  # whole hash; numbers and symbols may or may not be objects, and only the dump knows.
  module Address
    TO_S = Kernel.instance_method(:to_s)

    def self.of(object)
      return nil if nil.equal?(object) || true.equal?(object) || false.equal?(object)
      return dumped(object) if Integer === object || Float === object || Symbol === object

      text = TO_S.bind_call(object)
      "0x#{text[(text.rindex('0x') + 2)..-2].sub(/\A0+/, '')}"
    end

    def self.dumped(object)
      require 'objspace'
      ObjectSpace.dump(object)[/\A\{"address":"(0x\h+)"/, 1]
    end
  end

  # Names that a dump lacks: of constants, globals, struct members and instance variables, each with
  # the address of what it holds. Takes a look at every object: about a second for a million.
  module HeapFacts
    CLASS_OF = Kernel.instance_method(:class)
    IVARS = Kernel.instance_method(:instance_variables)
    IVAR = Kernel.instance_method(:instance_variable_get)
    NAME = Module.instance_method(:name)
    CONSTANTS = Module.instance_method(:constants)
    CONSTANT = Module.instance_method(:const_get)
    AUTOLOAD = Module.instance_method(:autoload?)
    CLASS_VARIABLES = Module.instance_method(:class_variables)
    CLASS_VARIABLE = Module.instance_method(:class_variable_get)

    # Of these, instances with instance variables are rare, and there are a great many of them.
    PLAIN = [String, Array, Hash, Symbol, Float, Integer, Regexp, MatchData, Proc, Range].to_h do |each|
      [each, true]
    end.compare_by_identity.freeze
    # Of a class with more instances than this, every 16th is looked at.
    ALL_OF = 20_000

    class << self
      def write(io, samples)
        io.write("{\"counts\":#{Json.of(counts)},\"globals\":#{Json.of(globals)},\"modules\":[")
        separated(io, ObjectSpace.each_object(Module).to_a) { |each| Json.of(about_module(each)) }
        io.write('],"objects":[')
        separated(io, sampled(samples)) { |group| Json.of(group) }
        io.write(']}')
      end

      private

      def separated(io, list)
        comma = ''
        list.each do |each|
          io.write("#{comma}#{yield each}")
          comma = ",\n"
        end
      end

      def counts
        { objects: ObjectSpace.count_objects, bytes: ObjectSpace.count_objects_size, memory: Facts.memory }
      end

      # Those that any thread sees; `$~` and its like belong to a frame.
      def globals
        names = global_variables.grep(/\A\$[A-Za-z_]\w+\z/) - %i[$LAST_MATCH_INFO]
        values(names) { |name| eval(name.to_s) } # a name of Ruby's own list
      end

      def values(names)
        names.each_with_object({}) do |name, all|
          address = LoupeAgent.quietly { Address.of(yield(name)) }
          all[name] = address if address
        end
      end

      def about_module(mod)
        names = CONSTANTS.bind_call(mod, false).reject { |name| AUTOLOAD.bind_call(mod, name, false) }
        about = {
          address: Address.of(mod), name: NAME.bind_call(mod),
          constants: values(names) { |name| CONSTANT.bind_call(mod, name, false) },
          ivars: values(IVARS.bind_call(mod)) { |name| IVAR.bind_call(mod, name) },
          class_variables: values(CLASS_VARIABLES.bind_call(mod, false)) do |name|
            CLASS_VARIABLE.bind_call(mod, name)
          end,
          members: members(mod)
        }
        about.reject { |_, value| value.nil? || value.respond_to?(:empty?) && value.empty? }
      rescue StandardError
        { address: Address.of(mod) }
      end

      def members(mod)
        data = Class === mod && (mod < Struct || (defined?(Data.define) && mod < Data))
        LoupeAgent.quietly { mod.members } if data
      end

      # For each class and list of instance variables: how many were seen, and some with addresses.
      def sampled(limit)
        groups = {}.compare_by_identity
        seen = Hash.new(0).compare_by_identity
        ObjectSpace.each_object do |object|
          next if Module === object

          klass = CLASS_OF.bind_call(object)
          next if PLAIN.key?(klass)

          count = (seen[klass] += 1)
          next if count > ALL_OF && (count & 15).positive?

          names = IVARS.bind_call(object)
          next if names.empty?

          group = ((groups[klass] ||= {})[names] ||= [0])
          group[0] += 1
          group << object if group.size <= limit
        end
        groups.flat_map { |klass, lists| described(klass, lists, seen[klass]) }
      end

      def described(klass, lists, instances)
        lists.map do |names, (looked, *objects)|
          samples = objects.map do |object|
            [Address.of(object), *names.map { |name| Address.of(IVAR.bind_call(object, name)) }]
          end
          { class: Address.of(klass), name: NAME.bind_call(klass), instances: instances, ivars: names,
            seen: looked, samples: samples }
        end
      end
    end
  end

  # ---- ready -----------------------------------------------------------------------------------

  unless @loaded
    @loaded = true
    if Process.respond_to?(:_fork)
      Process.singleton_class.prepend(ForkHook)
    elsif Process.respond_to?(:fork)
      [Kernel, Process].each { |each| each.singleton_class.prepend(OldForkHook) }
      # Before 3.0 a module that is prepended to Kernel does not reach Object. There fork is private.
      Object.prepend(OldForkHook.dup.module_eval { private(:fork) && self })
    end
    Process.singleton_class.prepend(DaemonHook) if Process.respond_to?(:daemon)
    start
  end
end
