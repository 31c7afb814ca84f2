# frozen_string_literal: true

# Writes one heap dump of a made-up shop application, for the benchmark.
#
#   ruby make-dump.rb OUT OBJECTS [--traced] [--later OUT]
#
# With --later the process goes on working afterwards and writes a second dump of itself.
#
# The heap is what a Rails process holds, in Rails-like proportions: loaded libraries, generated
# model classes, records with ivars, hashes, arrays, structs, times, closures, plus the shapes that
# hurt an analyzer: arrays of 100,000 and more elements, linked lists as deep, big hashes, escaped
# and binary strings. All values come from a fixed seed; only addresses differ between two runs.
# Prints one line of JSON about what it built.

require 'json'
require 'objspace'
require 'set'

OUT = ARGV.fetch(0)
TARGET = Integer(ARGV.fetch(1))
LATER = ARGV.include?('--later') ? ARGV.fetch(ARGV.index('--later') + 1) : nil
ObjectSpace.trace_object_allocations_start if ARGV.include?('--traced')

LIBRARIES = %w[
  time date securerandom digest erb optparse ostruct logger forwardable delegate singleton
  tempfile tmpdir fileutils pathname uri net/http open3 openssl stringio strscan zlib csv yaml psych
  bigdecimal bigdecimal/util cgi weakref timeout monitor observer tsort benchmark socket resolv
  ipaddr open-uri shellwords find English abbrev base64 pstore getoptlong pp ripper etc io/console
  io/wait io/nonblock fiddle readline reline racc/parser drb rinda/tuplespace coverage
  did_you_mean error_highlight unicode_normalize/normalize matrix prime rexml/document rss
  net/ftp net/imap net/pop net/smtp webrick xmlrpc/client rubygems rubygems/package
  rubygems/commands/install_command rubygems/request_set rubygems/security bundler
  bundler/definition bundler/installer bundler/cli rdoc rdoc/rdoc rdoc/markdown rake irb
  irb/completion rbs minitest test/unit/assertions typeprof
].freeze

# The smallest dump must still be half application.
LIBRARY_LIMIT = [TARGET / 2, 200_000].min

def live
  GC.start
  counts = ObjectSpace.count_objects
  counts[:TOTAL] - counts[:FREE]
end

loaded = LIBRARIES.count do |library|
  next if live > LIBRARY_LIMIT

  require library
  true
rescue LoadError, StandardError
  false
end
LIBRARY_OBJECTS = live

module Shop
  NAMESPACES = %w[
    Billing Catalog Orders Shipping Identity Reporting Search Support Content Media Analytics
    Payments
  ].freeze
  NOUNS = %w[
    Account Address Article Batch Cart Charge Comment Coupon Customer Document Event Export Image
    Invoice Job Ledger LineItem Message Notice Order Page Plan Price Product Profile Queue Receipt
    Refund Region Report Review Session Shipment Stock Subscription Supplier Tag Tax Ticket Visit
  ].freeze

  random = Random.new(20_260_101)
  letters = ('a'..'z').to_a
  WORDS = Array.new(4096) { Array.new(3 + random.rand(9)) { letters[random.rand(26)] }.join.freeze }
  PRIME = 2_654_435_761

  # What a real heap holds that a scanner must unescape, or that the dump leaves out.
  AWKWARD = [
    "first line\nsecond line\r\n\tindented\n", %(<a href="/orders" title='a "quoted" one'>x</a>),
    'C:\\shop\\orders\\new', "caf\u00e9 \u2014 na\u00efve \u65e5\u672c\u8a9e \u{1f48e}",
    "\x00\x01\x02\x1f\x7f control", "\xff\xd8\xff\xe0\x00\x10JFIF".b, '', ' ',
    '{"json":{"in":"a \\" string"}}',
    "latin \xe9".dup.force_encoding('ISO-8859-1'), "broken \xe3\x81", 'a/b </script>', '"', '\\'
  ].freeze

  PostalAddress = Struct.new(:street, :city, :zip)
  Money = Struct.new(:cents, :currency, :rate, keyword_init: true)
  Node = Struct.new(:value, :next)

  class Type
    def initialize(name) = @name = name
  end
  TYPES = %w[string text integer decimal datetime boolean json].map { |name| Type.new(name) }.freeze

  class Attribute
    def initialize(name, value, type)
      @name = name
      @value_before_type_cast = value
      @type = type
    end
  end

  class AttributeSet
    def initialize(attributes) = @attributes = attributes
  end

  class Link
    attr_accessor :next

    def initialize(value)
      @value = value
      @next = nil
    end
  end

  class ReportRun
    def initialize(number) = @title = "report run #{number}"
  end

  class Record
    def self.word(number) = WORDS[(number * PRIME >> 7) & 4095]
  end

  # One source per kind of model; each model class gets its own copy under its own file name, so
  # that classes, methods, iseqs and (when traced) allocation sites are as many as in a real app.
  HELPERS = (1..12).map do |number|
    "  def helper_#{number}(other = {}, *rest, key: :value)\n" \
      "    return @id if other.empty?\n" \
      "    rest.map { |item| \"\#{key} \#{item} #{number}\" }\n  end\n"
  end.join

  KINDS = [
    <<~RUBY, # a row: attribute set, tags, an address, a time
      def initialize(id, other)
        @id = id
        @attributes = AttributeSet.new({
          name: Attribute.new('name', "%<low>s \#{self.class.word(id)}", TYPES[0]),
          email: Attribute.new('email', "\#{self.class.word(id + 1)}-\#{id}@example.com", TYPES[0]),
          state: Attribute.new('state', id.even? ? 'open' : 'closed', TYPES[0]),
          total: Attribute.new('total', id * 37 %% 9973, TYPES[2]),
          note: Attribute.new('note', "note \#{self.class.word(id + 2)}", TYPES[1])
        })
        @tags = [self.class.word(id + 3).dup, "tag-\#{id %% 512}", "tag-\#{id %% 97}"]
        street = "\#{id %% 999} \#{self.class.word(id + 4)} street"
        @address = PostalAddress.new(street, 'Springfield', nil)
        @created_at = Time.at(1_600_000_000 + id)
        @other = other
      end
    RUBY
    <<~RUBY, # an event: a nested payload and a heap float
      def initialize(id, other)
        @id = id
        @payload = {
          controller: "%<low>s/\#{self.class.word(id)}", params: { id: id.to_s, page: 1 },
          user: other, trail: [[id, "step \#{id %% 7}"], [id + 1, other]]
        }
        @duration = 1e-90 * id
        @context = Context.new(self, id)
      end
    RUBY
    <<~RUBY, # a tree of comments with a body now and then
      def initialize(id, other)
        @id = id
        @parent = other
        @children = [Context.new(self, id), Context.new(self, id + 1)]
        @body = id %% 7 == 0 ? AWKWARD[id / 7 %% 14].dup : "\#{self.class.word(id)} \#{id}"
        @html = ('<p class="%<low>s">' + self.class.word(id + 5) + "</p>\\n") * 12
      end
    RUBY
    <<~RUBY, # prices: structs, big numbers, rationals
      def initialize(id, other)
        @id = id
        @price = Money.new(cents: id * 101, currency: 'EUR', rate: 3.0e-200 * (id + 1))
        @ratio = Rational(id + 1, 3)
        @serial = 10**30 + id if id %% 3 == 0
        @range = (id..id + 10)
        @label = :"%<low>s_\#{id %% 5000}"
        @owner = other
      end
    RUBY
    <<~RUBY # callbacks: closures, shared strings, a set of keys
      def initialize(id, other)
        @id = id
        text = "\#{self.class.word(id)} \#{self.class.word(id + 1)} and all that follows \#{id}"
        @tail = text[3..]
        @callback = id %% 2 == 0 ? proc { |value| [text, other, value] } : other
        @index = { 'key' => text, id => other, "k\#{id}" => @tail }
        @contexts = [Context.new(text, id), Context.new(@index, id)]
      end
    RUBY
  ].freeze

  class Context
    def initialize(owner, number)
      @owner = owner
      @number = number
      @name = "context #{number % 9973}"
    end
  end

  def self.define_models(count)
    Array.new(count) do |number|
      group = number / (NAMESPACES.size * NOUNS.size)
      space = NAMESPACES[number % NAMESPACES.size]
      noun = NOUNS[number / NAMESPACES.size % NOUNS.size]
      noun = "#{noun}V#{group + 1}" if group.positive?
      low = noun.downcase
      source = "module Shop\n module #{space}\n class #{noun} < Record\n" \
               "#{format(KINDS[number % KINDS.size], low: low)}#{HELPERS}" \
               "  class Error < StandardError; end\n  LIMIT = '#{low} limit'\n end\n end\nend\n"
      eval(source, TOPLEVEL_BINDING, "/app/models/#{space.downcase}/#{low}.rb", 1)
      const_get(space).const_get(noun)
    end
  end

  def self.chain(length)
    length.times.reduce(nil) do |head, number|
      Link.new(number % 16 == 0 ? "link #{number}" : number).tap { |link| link.next = head }
    end
  end

  # Long lines, deep graphs, hubs: sized to the dump, a fifth of its objects in all.
  def self.extremes(records)
    part = TARGET / 10
    some = part / 4
    {
      chain: chain(part),
      list: some.times.reduce(nil) { |list, number| Node.new(number.to_s, list) },
      names: Array.new(some) { |number| "name #{number}" },
      ring: Array.new([part + part / 5, 640_000].min) { |number| records[number % records.size] },
      sparse: Array.new(part) { |number| number % 100 == 0 ? records[number % records.size] : nil },
      by_id: Array.new(some) { |number| [number, records[number % records.size]] }.to_h,
      by_name: Array.new(some) { |number| ["by name #{number}", number] }.to_h,
      symbols: Array.new(part / 20) { |number| :"dynamic_#{number}" },
      nested: [part / 20, 10_000].min.times.reduce([]) { |inner, _| [inner] },
      blob: ('0123456789abcdef' * (part / 2)).freeze,
      binary: Random.new(7).bytes(part)
    }
  end

  # A few of everything else a process holds.
  def self.oddments(records)
    extended = records.first([records.size / 200, 2000].min)
    extended.each { |record| record.extend(Comparable) }
    extended.each { |record| record.define_singleton_method(:special) { record } }
    fiber = Fiber.new { Fiber.yield(records.first) }.tap(&:resume)
    runs = Array.new(40) { |number| ReportRun.new(number) }
    subscriber = ->(event) { [event, runs] }
    watched = Object.new
    ObjectSpace.define_finalizer(watched, proc { |id| id })
    weak = ObjectSpace::WeakMap.new
    records.first(100).each { |record| weak[record] = record }
    {
      subscribers: { 'report.finished' => [{ once: false, handler: subscriber }] },
      watched: watched, fiber: fiber, thread: Thread.new { sleep }, weak: weak,
      mutex: Mutex.new, queue: Queue.new,
      anonymous: Array.new(50) { |number| Class.new(Record) { define_method(:answer) { number } } },
      regexps: WORDS.first(200).map { |word| /\A#{word}\s+(?<rest>.*)\z/ },
      matches: WORDS.first(200).map { |word| word.match(/(.)(.)/) },
      methods: records.first(200).map { |record| record.method(:helper_1) },
      enumerators: Array.new(50) { |number| (1..number).each_slice(2) },
      complexes: Array.new(50) { |number| Complex(number, 2) }, set: Set.new(WORDS.first(2000)),
      main: TOPLEVEL_BINDING, io: $stderr, error: (raise 'kept' rescue $!)
    }
  end

  def self.run
    @models = models = define_models([[TARGET / 2500, 24].max, 3000].min)
    @records = records = []
    models.each_with_index { |model, number| records << model.new(number, nil) }
    @kept = [extremes(records), oddments(records)]
    before = live
    probe = [TARGET / 500, 2000].min
    fill(models, probe)
    each = (live - before) / probe.to_f
    3.times { fill(models, [((TARGET - live) / each).round, 0].max) }
    { models: models.size, records: records.size, objectsPerRecord: each.round(2) }
  end

  # Some time later: records went, others took their place and many of their slots, and a list of
  # runs that nobody empties has grown.
  def self.go_on
    random = Random.new(20_260_102)
    3.times do
      (@records.size / 40).times do |step|
        number = random.rand(@records.size)
        @records[number] = @models[number % @models.size].new(@records.size + step, nil)
      end
      GC.start
      fill(@models, @records.size / 60)
    end
    @kept << Array.new(TARGET / 200) { |number| ReportRun.new(number) }
  end

  def self.fill(models, count)
    records = @records
    first = records.size
    count.times do |step|
      number = first + step
      other = number % 3 == 0 ? nil : records[(number * PRIME >> 5) % first]
      records << models[(number * PRIME >> 9) % models.size].new(number, other)
    end
  end
end

def dump(path)
  objects = live
  File.open(path, 'w') do |file|
    ObjectSpace.dump_all(output: file)
    file.fsync
  end
  { objects: objects, bytes: File.size(path) }
end

built = Shop.run
facts = {
  ruby: RUBY_DESCRIPTION, traced: ARGV.include?('--traced'), libraries: loaded,
  libraryObjects: LIBRARY_OBJECTS, **dump(OUT), **built
}
if LATER
  Shop.go_on
  facts[:later] = dump(LATER)
end
puts JSON.generate(facts)
