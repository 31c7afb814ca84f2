# frozen_string_literal: true

# The far end of `loupe capture --exec`: finds an agent's socket on the machine (or in the container)
# where it runs, hands it the requests it was given, and hands the answers to standard output, byte
# by byte. It is sent along in the command line: nothing has to be installed there but Ruby 2.7.
#
#   LoupeFar.run('NONCE', 4711 or nil, "loupe/1 hello\nloupe/1 dump gzip=1\n")
#
# The first line is `loupe-far/1 NONCE`: what came before it was somebody's greeting. What goes wrong
# here is told as the agent tells it, in a line of JSON of type `error`.
module LoupeFar
  SECRET = /pass|secret|token|key|credential|auth|cookie|bearer/i.freeze

  class Failure < StandardError
    attr_reader :code, :advice

    def initialize(code, message, advice = nil)
      super(message)
      @code = code
      @advice = advice
    end
  end

  class << self
    def run(nonce, pid, requests)
      $stdout.binmode
      $stdout.sync = true
      trap('PIPE', 'SYSTEM_DEFAULT') # The near end has gone: so do we, and the agent sees it.
      $stdout.write("loupe-far/1 #{nonce}\n")
      require 'socket.so'
      relay(agent(pid), requests)
    rescue Failure => e
      tell(e.code, e.message, e.advice)
    rescue SystemCallError, IOError, LoadError => e
      tell('far-failed', "#{e.class}: #{e.message}", nil)
    end

    private

    def tell(code, message, advice)
      fields = { type: 'error', code: code, message: message, next: advice }.reject { |_, value| value.nil? }
      $stdout.write("{#{fields.map { |key, value| "\"#{key}\":#{quoted(value)}" }.join(',')}}\n")
      exit!(1)
    end

    def quoted(text)
      clean = text.dup.force_encoding(Encoding::UTF_8).scrub('?')
      "\"#{clean.gsub(/["\\\u0000-\u001f\u007f-\u009f]/) { |sign| format('\\u%04x', sign.ord) }}\""
    end

    # A connection to the agent of that process, or to the only one there is.
    def agent(pid)
      found = sockets.select { |of, _| pid.nil? || of == pid }
      open = found.map { |of, path| [of, connection(path)] }.select { |_, io| io }
      return open.first.last if open.map(&:first).uniq.size == 1

      raise nobody(pid, found) if open.empty?

      list = open.map { |of, _| "#{of} (#{title(of)})" }.uniq
      raise Failure.new('which', "There are #{list.size} processes with an agent: #{list.first(20).join(', ')}.",
                        'Name one of them with --pid.')
    end

    def nobody(pid, found)
      whose = pid ? "Process #{pid} there" : 'No process there that this user can see'
      has = pid ? 'has no agent that this user can reach' : 'has an agent'
      why = found.empty? ? '' : ': its socket refuses connections'
      Failure.new('no-agent', "#{whose} #{has}#{why}.",
                  'Load the agent there when it starts (RUBYOPT=-r/path/loupe_agent.rb), and ask as the same user.')
    end

    def connection(path)
      # A link where the path is too long for an address.
      UNIXSocket.new(path.bytesize < 100 ? path : File.realpath(path))
    rescue SystemCallError, ArgumentError
      nil
    end

    def sockets
      folders.flat_map do |folder|
        Dir.children(folder).map { |name| [name[/\A(\d+)(\.\d+)?\.sock\z/, 1], "#{folder}/#{name}"] }
      rescue SystemCallError
        []
      end.select(&:first).map { |pid, path| [pid.to_i, path] }
    end

    # What our environment names, and only that; else the agents' own folders, and those that the
    # environments of processes name.
    def folders
      named = ENV['LOUPE_AGENT_DIR'].to_s
      bases = (named.empty? ? standard + named_elsewhere : [named]).uniq.select { |each| private?(each) }
      bases.flat_map { |base| [base, *Dir.glob("#{base}/run-*").select { |each| private?(each) }] }.uniq
    end

    def standard
      Process.euid.zero? ? Dir.glob('/tmp/loupe-*') : ["/tmp/loupe-#{Process.euid}"]
    end

    def named_elsewhere
      Dir.glob('/proc/[0-9]*/environ').map do |path|
        File.binread(path)[/(?:\A|\0)LOUPE_AGENT_DIR=([^\0]+)/n, 1]
      rescue SystemCallError
        nil
      end.compact
    end

    # What listens in a folder that others may enter could be anybody.
    def private?(folder)
      stat = File.lstat(folder)
      stat.directory? && (stat.uid == Process.euid || Process.euid.zero?) && (stat.mode & 0o077).zero?
    rescue SystemCallError
      false
    end

    def title(pid)
      words = without_secrets(File.binread("/proc/#{pid}/cmdline").split("\0")).join(' ')
      words.size > 60 ? "#{words[0, 60]}..." : words
    rescue SystemCallError
      '?'
    end

    # As the agent does it, which is not loaded here.
    def without_secrets(words)
      hide = false
      words.map do |word|
        hidden = hide
        hide = SECRET.match?(word) && word.start_with?('-') && !word.include?('=')
        next '[hidden]' if hidden && !word.start_with?('-')

        word.gsub(%r{://[^/@\s]+@}, '://[hidden]@')
            .sub(/\A(.*?(?:#{SECRET.source})[^=:]*)([=:]).*\z/mi, '\1\2[hidden]')
      end
    end

    # Ends when the agent has answered everything, or when the near end closes our input. Without
    # `-i` there is no input at all (it ends before anything came), which then says nothing.
    def relay(agent, requests)
      agent.write(requests)
      agent.close_write
      inputs = [agent, $stdin]
      heard = false
      loop do
        ready, = IO.select(inputs)
        if ready.include?($stdin)
          piece = $stdin.read_nonblock(4096, exception: false)
          exit!(1) if piece.nil? && heard
          inputs.delete($stdin) if piece.nil?
          heard = true if String === piece
        end
        $stdout.write(agent.readpartial(1 << 16)) if ready.include?(agent)
      end
    rescue EOFError
      exit!(0)
    end
  end
end
