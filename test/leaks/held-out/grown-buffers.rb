# Connections keep the buffer they read into. The second round has the large answers; no buffer has to be
# larger after it.
class Connection
  def initialize(number)
    @number = number
    @buffer = String.new("\0" * 1_024)
    @headers = {}
  end

  def read(size)
    @buffer << "\0" * (size - @buffer.bytesize) if @buffer.bytesize < size
    @buffer[0, 8] = 'HTTP/1.1'
    @headers['Content-Length'] = size
  end
end

class Pool
  def initialize(size)
    @connections = Array.new(size) { |n| Connection.new(n) }
  end

  def read(number, size)
    @connections[number % @connections.size].read(size)
  end
end

POOL = Pool.new(40)
SIZES = { 1 => 1_500, 2 => 30_000, 3 => 9_000 }.freeze

Leaks.run(requests: 200) { |number, round| POOL.read(number, SIZES.fetch(round)) }
