# Runs a command in a pseudo-terminal of a given size: what comes on stdin is typed, what the terminal
# shows goes to stdout as it is. Ends with the command, and with its status.
#
#   ruby pty.rb COLUMNS ROWS COMMAND ARGUMENT…
require 'pty'

columns, rows, *command = ARGV
$stdout.sync = true
$stdout.binmode
# The size is set before the command starts, so that it never sees another.
PTY.spawn('sh', '-c', "stty cols #{columns} rows #{rows} -echo; exec \"$@\"", 'sh', *command) do |screen, keys, pid|
  screen.binmode
  Thread.new do
    loop { keys.write($stdin.readpartial(4096)) }
  rescue EOFError, IOError, Errno::EIO
    nil
  end
  begin
    loop { $stdout.write(screen.readpartial(65_536)) }
  rescue Errno::EIO, EOFError
    nil # Linux ends a terminal this way
  end
  _, status = Process.wait2(pid)
  exit(status.exitstatus || 128 + status.termsig)
end
