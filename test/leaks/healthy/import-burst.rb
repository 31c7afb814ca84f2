# Healthy: an import holds much while it runs, in the second round, and lets go of all of it.
class ImportRun
  def initialize
    @rows = []
  end

  def add(number)
    @rows << { 'id' => number, 'text' => "row #{number} of the file that is imported " * 40 }
  end

  def finish = @rows = []
  def size = @rows.size
end

IMPORT = ImportRun.new
Leaks.run(requests: 400, count: -> { IMPORT.size }) do |number, round|
  IMPORT.add(number) if round == 2
  IMPORT.finish if round == 3
end
