# frozen_string_literal: true

# Has a process that has loaded the rbtrace gem evaluate a line of Ruby, over rbtrace's own channel.
#
#   ruby loupe_rbtrace.rb PID < code       with GEM_PATH so that the process's own rbtrace is found
#
# Prints one line: `sent`, or `failed CODE SENTENCE`. Whether the line did anything, only its effect
# can tell.
#
# Not `rbtrace --eval`: its command changes kernel.msgmnb where it may, removes other processes'
# queues, and its eval waits in the process for a thread, after which a main thread that is in `sleep`
# without a limit goes on as if woken. The query of a method to trace is evaluated on the spot
# instead; it is false and has no method name, so that nothing is traced.

require 'stringio'

MOST = 1000 # bytes: a message has 1,024, with the words around the query

def failed(code, message)
  puts "failed #{code} #{message.to_s.lines.first.to_s.strip}"
  exit 1
end

pid = Integer(ARGV.fetch(0))
code = $stdin.read
failed('too-long', "the code has #{code.bytesize} bytes, and #{MOST} are allowed") if code.bytesize > MOST

begin
  require 'rbtrace/rbtracer'
rescue LoadError => e
  failed('no-gem', e.message)
end

# What it says on standard error while it works is for those who sit before it.
heard = StringIO.new
$stderr = heard
Object.send(:remove_const, :STDERR)
STDERR = heard

begin
  tracer = RBTracer.new(pid)
  tracer.out = heard
  tracer.__send__(:send_cmd, :add, "#{code};false.", false)
  tracer.detach
rescue ArgumentError, SystemCallError, EOFError => e
  failed(e.is_a?(Errno::EADDRINUSE) ? 'in-use' : 'not-attached', e.message)
end
failed('not-detached', heard.string) if heard.string.include?('could not detach')
puts 'sent'
