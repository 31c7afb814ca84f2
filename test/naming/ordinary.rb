# A program as programs are: what Ruby's own libraries make of a little work. Nothing in it was chosen
# because it is hard or easy to name.
%w[set json optparse logger erb uri ripper ostruct time delegate forwardable strscan psych]
  .each do |library|
    require library
  rescue LoadError
    nil
  end

$kept = []
20.times do |i|
  $kept << URI.parse("http://example.org:8#{i}/a/b?c=#{i}#d") << URI.parse("mailto:a#{i}@example.org")
  $kept << ERB.new("<% #{i}.times do %>x<% end %>") << Logger.new(StringIO.new)
  $kept << OptionParser.new { |o| o.on('-v', '--verbose', 'text') { i } }
  $kept << OpenStruct.new(name: "n#{i}", count: i) << Set.new([i, "s#{i}"]) << Time.now
  $kept << Ripper.sexp("def a(b) = b + #{i}") << JSON.parse("{\"a\": [1, {\"b\": #{i}}]}")
  $kept << StringScanner.new("text #{i}") << Gem::Requirement.new(">= 1.#{i}")
  $kept << Gem::Version.new("#{i}.2.#{i}.rc1").tap { |version| version <=> Gem::Version.new('1.0') }
  $kept << (Gem::Specification.new("gem#{i}", "1.#{i}") { |s| s.authors = ["a#{i}"] })
  $kept << Gem::Dependency.new("gem#{i}", '> 1') << SimpleDelegator.new("text#{i}")
rescue NameError
  nil
end
