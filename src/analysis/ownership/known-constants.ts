// Top-level constants that tell whose an object is where its allocation was not traced: those of Ruby
// itself, of its standard library, and of gems whose name is not that of their constant.

/** Built into the interpreter: their instances say nothing, so they belong to what holds them. */
export const CORE: ReadonlySet<string> = new Set(
  `ARGF Array BasicObject Bignum Binding Class Comparable Complex Data Dir Encoding Enumerable
  Enumerator Errno Exception FalseClass Fiber File FileTest Fixnum Float GC Hash IO Integer Kernel
  Marshal MatchData Math Method Module Mutex NilClass Numeric Object ObjectSpace Proc Process Queue
  Ractor Random Range Rational Refinement Regexp RubyVM Set Signal SizedQueue String Struct Symbol
  SystemExit Thread ThreadGroup Time TracePoint TrueClass UnboundMethod Warning ArgumentError
  ClosedQueueError EOFError EncodingError FiberError FloatDomainError FrozenError IOError IndexError
  Interrupt KeyError LoadError LocalJumpError NameError NoMatchingPatternError
  NoMatchingPatternKeyError NoMemoryError NoMethodError NotImplementedError RangeError RegexpError
  RuntimeError ScriptError SecurityError SignalException StandardError StopIteration SyntaxError
  SystemCallError SystemStackError ThreadError TypeError UncaughtThrowError ZeroDivisionError`.split(
    /\s+/,
  ),
)

const LIBRARY = `Benchmark BigDecimal Bundler CGI CSV Date DateTime Delegator DidYouMean Digest ERB
  ErrorHighlight Etc Fiddle FileUtils Find Forwardable Gem IPAddr IRB JSON Logger Monitor
  MonitorMixin Net Observable OpenSSL OpenStruct OptionParser PP PStore Pathname Prism Psych RDoc
  Racc RbConfig Readline Reline Resolv Ripper SecureRandom Shellwords SimpleDelegator Singleton
  Socket StringIO StringScanner SyntaxSuggest Syslog Tempfile Timeout Tsort URI Weakref YAML Zlib`

const GEMS: Readonly<Record<string, string>> = {
  AbstractController: 'actionpack',
  ActionCable: 'actioncable',
  ActionController: 'actionpack',
  ActionDispatch: 'actionpack',
  ActionMailbox: 'actionmailbox',
  ActionMailer: 'actionmailer',
  ActionText: 'actiontext',
  ActionView: 'actionview',
  ActiveJob: 'activejob',
  ActiveModel: 'activemodel',
  ActiveRecord: 'activerecord',
  ActiveStorage: 'activestorage',
  ActiveSupport: 'activesupport',
  Arel: 'activerecord',
  Concurrent: 'concurrent-ruby',
  Dry: 'dry-rb',
  GraphQL: 'graphql',
  I18n: 'i18n',
  Mail: 'mail',
  Mime: 'actionpack',
  Mysql2: 'mysql2',
  NewRelic: 'newrelic_rpm',
  Nokogiri: 'nokogiri',
  OpenTelemetry: 'opentelemetry',
  PG: 'pg',
  Rails: 'railties',
  Redis: 'redis',
  RedisClient: 'redis-client',
  RSpec: 'rspec',
  SQLite3: 'sqlite3',
  Sass: 'sass',
  SassC: 'sassc',
  ViewComponent: 'view_component',
}

const WELL_KNOWN: Readonly<Record<string, string>> = Object.fromEntries(
  `Addressable Aws Bootsnap Capybara Datadog Devise Draper Excon Faker Faraday HTTParty Haml Hashie
  Honeybadger Kaminari Liquid Loofah Money Oj Pundit Puma RMagick Rack Rake Resque Rouge Sentry
  Sequel Sidekiq Sinatra Slim Sprockets Stripe Thor Tilt Typhoeus TZInfo Unicorn Warden Zeitwerk`
    .split(/\s+/)
    .map((name) => [name, name.toLowerCase()]),
)

const libraries: ReadonlySet<string> = new Set(LIBRARY.split(/\s+/))

/** Whose a top-level constant is, as `--by gem` says it, without a version; undefined: not known. */
export function ownerOfConstant(name: string): string | undefined {
  if (CORE.has(name)) return 'Ruby itself'
  if (libraries.has(name)) return `stdlib ${name.toLowerCase()}`
  if (Object.hasOwn(GEMS, name)) return GEMS[name]
  return Object.hasOwn(WELL_KNOWN, name) ? WELL_KNOWN[name] : undefined
}
