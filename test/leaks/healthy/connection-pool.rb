# Healthy: a pool of connections with large buffers and prepared statements, in use all the time.
class DatabaseConnection
  STATEMENTS = 200

  def initialize(number)
    @number = number
    @buffer = String.new('x' * 30_000, capacity: 40_000)
    @statements = {}
  end

  def execute(number)
    name = "statement-#{number % STATEMENTS}"
    @statements[name] ||= "SELECT * FROM table_#{number % STATEMENTS} WHERE id = $1 /* prepared */" * 3
    @buffer.replace("result #{number}")
  end
end

class ConnectionPool
  def initialize(size)
    @available = Array.new(size) { |number| DatabaseConnection.new(number) }
  end

  def with
    connection = @available.shift
    yield connection
  ensure
    @available.push(connection)
  end

  def size = @available.size
end

POOL = ConnectionPool.new(5)
Leaks.run(requests: 1200, count: -> { POOL.size }) { |number| POOL.with { |each| each.execute(number) } }
