# A class variable meant for a short script: every version string ever parsed stays in it.
# Seen in: https://github.com/rubygems/rubygems.org/pull/1641,
# https://github.com/zdavatz/spreadsheet/pull/207
class PackageVersion
  @@all = {}

  def self.parse(text)
    @@all[text] ||= new(text)
  end

  def self.all = @@all.values

  def initialize(text)
    @text = text
    @segments = text.scan(/\d+|[a-z]+/)
    @requirement = "~> #{text}, which is what the lock file of some application said" * 6
  end
end

Leaks.run(
  requests: 600,
  leaked: -> { Leaks.with_contents(PackageVersion.all) },
  count: -> { PackageVersion.all.size },
) { |number| PackageVersion.parse("#{number / 100}.#{number % 100}.#{number}.pre#{number % 7}") }
