# Other libraries than those of ordinary.rb, looked at only when all was done: whether the names are as
# right on what nothing was tuned to.
%w[net/http psych csv pstore tempfile bundler prism rexml/document racc reline securerandom rdoc
   shellwords weakref monitor singleton observer digest tsort abbrev getoptlong find benchmark]
  .each do |library|
    require library
  rescue Exception # what a WebAssembly Ruby has not is left out
    nil
  end

$kept = []
def keep
  15.times do |i|
    $kept << yield(i)
  rescue Exception
    nil
  end
end

keep { |i| Psych.parse("a: [1, #{i}, {b: c}]\nd: !tag 'text #{i}'\ne: &anchor |\n  block\nf: *anchor\n") }
keep { |i| Net::HTTP.new("host#{i}.example.org", 80 + i) }
keep { |i| Net::HTTP::Get.new("/path/#{i}", 'Accept' => 'text/html') }
keep { |i| CSV.new("a,b\n#{i},2\n", headers: i.even?).tap(&:read) }
keep { |i| PStore.new("/tmp/store#{i}") }
keep { |i| Prism.parse("def a#{i}(b, c = #{i}) = b + c; class D; attr_reader :e; end") }
keep { |i| REXML::Document.new("<a b='#{i}'><c>text</c><!-- d --></a>") }
keep { |i| Bundler::Dependency.new("gem#{i}", ">= #{i}") }
keep { |i| Gem::Resolver::InstallerSet.new(:both) }
keep { |i| Gem::ConfigFile.new(['--verbose']) }
keep { |i| Gem::Source.new("https://gems#{i}.example.org") }
keep { |i| RDoc::Markup::Parser.parse("= Title #{i}\n\ntext *bold*\n* item\n* item\n\n  code") }
keep { |i| RDoc::AnyMethod.new("source #{i}", "method#{i}") }
keep { |i| Monitor.new }
keep { |i| Digest::SHA256.new }
keep { |i| GetoptLong.new(["--verbose#{i}", '-v', GetoptLong::NO_ARGUMENT]) }
keep { |i| Benchmark::Tms.new(i, 0.5, 0, 0, 1.5, "label #{i}") }
keep { |i| StandardError.new("error #{i}") }
keep { |i| RubyVM::InstructionSequence.compile("a = #{i}") }
