# Notes of a request are kept in a variable of its thread, which serves the next one too.
class LogNote
  def initialize(number)
    @text = "note of request #{number}: #{'what happened, and when ' * 30}"
    @tags = %w[db cache view].to_h { |tag| [tag, "#{tag}-#{number}"] }
  end
end

def notes
  Thread.current.thread_variable_get(:notes) || [].tap do |list|
    Thread.current.thread_variable_set(:notes, list)
  end
end

MAIN = Thread.main

Leaks.run(
  requests: 400,
  leaked: -> { Leaks.with_contents(MAIN.thread_variable_get(:notes)) },
  count: -> { MAIN.thread_variable_get(:notes).size },
) { |number| notes << LogNote.new(number) }
