# frozen_string_literal: true

# Loaded after loupe_agent.rb into the Ruby processes of `loupe capture -- COMMAND`. Traces
# allocations from here on if asked to, and lets a last dump be taken before the process is over.
#
#   LOUPE_CAPTURE_TRACE=1        trace allocations
#   LOUPE_CAPTURE_EXIT=PATH      a socket of the capturing command; who connects says its pid, and
#                                goes on when the connection is closed
#
# Its at_exit block stands right behind the agent's, so it runs after all of the application's.
# Whatever fails here is passed over: the application ends as it would have.
module LoupeCommand
  LIMIT = 1900 # seconds; longer than the agent lets a capture take

  class << self
    def trace
      LoupeAgent::Tracing.start
    rescue StandardError
      nil
    end

    def wait_at_exit(path)
      return if LoupeAgent.socket_path.nil?

      gate = UNIXSocket.new(path)
      gate.write("#{Process.pid}\n")
      IO.select([gate], nil, nil, LIMIT)
    rescue Exception # also an impatient Ctrl-C: then without a dump
      nil
    ensure
      LoupeAgent.quietly { gate&.close }
    end
  end

  trace if ENV['LOUPE_CAPTURE_TRACE'] == '1' && LoupeAgent.socket_path
  path = ENV['LOUPE_CAPTURE_EXIT']
  at_exit { LoupeCommand.wait_at_exit(path) } if path && LoupeAgent.socket_path
end
