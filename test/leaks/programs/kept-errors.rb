# A tool for developers keeps each error with the bindings of its frames, for a page to show them.
# Seen in: https://github.com/banister/binding_of_caller/issues/40
class ErrorPages
  Page = Struct.new(:error, :frames)

  def self.pages = @pages ||= {}
  def self.keep(error, frames) = pages["error-#{pages.size}"] = Page.new(error, frames)
end

class ImportForm
  class Invalid < StandardError; end

  def initialize(number)
    @rows = Array.new(12) { |n| "row #{n} of upload #{number};some;fields;of;a;spread;sheet" * 2 }
  end

  def submit(number)
    parsed = @rows.map { |row| row.split(';') }
    raise Invalid, "upload #{number} has #{parsed.size} rows"
  rescue Invalid => error
    ErrorPages.keep(error, [binding])
  end
end

alive = -> { ObjectSpace.each_object(ImportForm).to_a }
Leaks.run(
  requests: 240,
  leaked: -> { Leaks.with_contents(alive.call + ErrorPages.pages.values) },
  count: -> { ErrorPages.pages.size },
) { |number| ImportForm.new(number).submit(number) }
