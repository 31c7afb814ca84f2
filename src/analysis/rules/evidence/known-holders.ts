// Where well-known libraries keep what programs give them, and what to do about it. Data, and the search
// for it: the nearest step above what has gathered that the table knows, with nothing of somebody
// else's in between. What is said of each is in the library's documentation or source.
// Cost: a few reads a step.
import { isOwnClass } from '../../../base/own-class.ts'
import type { Study } from '../../study.ts'
import type { Candidate, CandidateStep } from '../../why/candidate.ts'
import { isPlumbing } from './plumbing-classes.ts'
import { superclassNames } from '../superclass-names.ts'
import { className } from '../words/words.ts'

export interface KnownHolder {
  /** Names of the class of the object that holds, of a superclass of that, or of the class itself. */
  readonly of: RegExp
  /** Of a class among what is held; absent: whatever it is. */
  readonly held?: RegExp
  readonly because: string
  readonly advice: string
  /** How rarely it is meant, 0 to 1, as rules say it. */
  readonly suspicion: number
}

const HOLDERS: readonly KnownHolder[] = [
  {
    of: /^ActiveRecord::ConnectionAdapters::\w*Transaction$/,
    because:
      'A database transaction keeps every saved record that has callbacks for its end (after_commit, after_rollback), to call them when it ends.',
    advice:
      'Commit in batches: several short transactions, not one for all the work. Where the callbacks are not needed, write with insert_all or update_all. In tests, roll back after each test.',
    suspicion: 0.6,
  },
  {
    of: /^ActiveRecord::ConnectionAdapters::(?:\w+::)*StatementPool$/,
    because:
      'Each database connection keeps the statements that it has prepared, up to 1,000 unless statement_limit is set. A statement with values in its text is another one for each value.',
    advice:
      'Give values as values (where(id: id)), not within the text of SQL; or set statement_limit lower, or prepared_statements: false, in database.yml.',
    suspicion: 0.4,
  },
  {
    of: /^ActiveRecord::ConnectionAdapters::(?:\w+Adapter|QueryCache::Store)$/,
    held: /^ActiveRecord::Result$/,
    because:
      'The query cache keeps the result of each SELECT until the request or the cache block ends, or something is written.',
    advice:
      'Put ActiveRecord::Base.uncached { … } around queries that are made once only, or end the cache block after each piece of work.',
    suspicion: 0.5,
  },
  {
    of: /^ActiveRecord::Associations::CollectionAssociation$/,
    because:
      'A record keeps the records of an association once they are loaded, as long as it lives itself.',
    advice:
      'Do not keep the record for long, or forget what it has loaded (record.lines.reset). To go through many, use find_each; to count them, count or size.',
    suspicion: 0.5,
  },
  {
    of: /^ActiveSupport::CurrentAttributes$/,
    because:
      'Current attributes belong to a thread. Rails resets them around each request and job; in threads and loops of your own nobody does.',
    advice:
      'Call reset on the class when a piece of work ends (in an ensure block), or run the work inside Rails.application.executor.wrap { … }.',
    suspicion: 0.6,
  },
  {
    of: /^ActiveSupport::Notifications::Fanout$/,
    because:
      'ActiveSupport::Notifications keeps each subscriber, and all that it refers to, until it is unsubscribed.',
    advice:
      'Subscribe once, when the program starts. For a single piece of work use ActiveSupport::Notifications.subscribed(callback, name) { … }, which unsubscribes at its end, or give what subscribe returned to unsubscribe.',
    suspicion: 0.7,
  },
  {
    of: /^ActiveSupport::Cache::MemoryStore$/,
    because:
      'A MemoryStore keeps its entries in the memory of each process until together they have its size (32 MB unless set); then those go that were not used for longest.',
    advice:
      'If that is too much, give it a smaller size (MemoryStore.new(size: 8.megabytes)), or use a store outside of the process, such as Redis or Memcached.',
    suspicion: 0.2,
  },
  {
    of: /^ActionView::LookupContext::DetailsKey$/,
    because:
      'Action View keeps a key, and templates by it, for each combination of formats, locales, variants and handlers that was ever asked for.',
    advice:
      'Let requests ask only for formats, locales and variants that there are: check what comes from params before it is given to render or I18n.locale.',
    suspicion: 0.4,
  },
  {
    of: /^ActiveJob::QueueAdapters::TestAdapter$/,
    because: 'The test adapter runs nothing by itself: it keeps each job in an array, for tests.',
    advice:
      'Clear it after each test (clear_enqueued_jobs, clear_performed_jobs), and use another adapter outside of tests.',
    suspicion: 0.7,
  },
  {
    of: /^Mail::TestMailer$/,
    because: 'The delivery method :test sends nothing: it keeps each mail in an array, for tests.',
    advice:
      'Call ActionMailer::Base.deliveries.clear after each test, and set another delivery_method outside of tests.',
    suspicion: 0.7,
  },
  {
    of: /^Sidekiq::Queues$/,
    because: 'Sidekiq::Testing.fake! keeps each job in memory, until it is drained or cleared.',
    advice:
      'Call Sidekiq::Queues.clear_all after each test, and do not require sidekiq/testing outside of tests.',
    suspicion: 0.7,
  },
  {
    of: /^I18n::Base$/,
    because:
      'I18n remembers how each key is split into parts, for every key it was ever asked for.',
    advice:
      "Do not make keys from ids or from what users type: look up one fixed key, and give what differs as a value (I18n.t('orders.subject', number: 7)).",
    suspicion: 0.6,
  },
  {
    of: /^I18n::Backend::(?:Simple|Chain|KeyValue)$/,
    because: 'The translations of all locales stay in memory once they are loaded.',
    advice:
      'Nothing, unless it grows: then something stores translations while the program runs (store_translations).',
    suspicion: 0.1,
  },
  {
    of: /^TZInfo::/,
    because:
      'TZInfo keeps the rules of each time zone that was asked for; there are some hundreds.',
    advice: 'Nothing: there cannot be more than there are time zones.',
    suspicion: 0.05,
  },
  {
    of: /^Nokogiri::XML::Document$/,
    held: /^Nokogiri::/,
    because:
      'A Nokogiri document keeps every node that Ruby code has ever seen or made for it, also those taken out of it, until the document itself goes.',
    advice:
      'Make a document for each page or message, and let it go with that. Keep texts (to_s, text) of what was parsed, not nodes: one node keeps its whole document.',
    suspicion: 0.6,
  },
  {
    of: /^Rack::Session::Pool$/,
    because:
      'Rack::Session::Pool keeps all sessions in the memory of the process. Every visitor without a cookie gets a new one, and none is ever removed by itself (expire_after only concerns the cookie).',
    advice:
      'Keep sessions in the cookie (Rack::Session::Cookie), or in a store where they expire (Redis, Memcached, a database), and start none for visitors who need none.',
    suspicion: 0.7,
  },
  {
    of: /^Prometheus::Client::/,
    because: 'A metric keeps a value for each combination of labels that it has ever met.',
    advice: 'Use few labels, each with few values: no ids, no paths with ids, no e-mail addresses.',
    suspicion: 0.6,
  },
  {
    of: /^Tilt::Cache$/,
    because: 'Tilt::Cache has no limit: it keeps a template for each combination of arguments.',
    advice:
      'Give templates by name, and what differs as locals; a template whose text is made for each request is another one each time.',
    suspicion: 0.6,
  },
  {
    of: /^Concurrent::(?:Ruby\w*Executor\w*|\w*ThreadPool|\w+Executor|TimerSet)$/,
    because:
      'What is posted to a thread pool waits in its queue until a thread is free. The queue has no limit unless max_queue sets one.',
    advice:
      'Give the pool a max_queue and a fallback_policy (such as :caller_runs), post less at a time, or find out why its threads are slow or stuck.',
    suspicion: 0.6,
  },
  {
    of: /^Concurrent::Promises::AbstractEventFuture$/,
    because:
      'Whatever is chained to an event or a future (then, chain, on_resolution) stays with it until it is resolved, and all that its block refers to.',
    advice:
      'Do not chain something to one lasting event for each request: chain it to what ends with the request, or keep a set of what is open, which entries leave when they are done.',
    suspicion: 0.7,
  },
]

/** undefined where nothing on the way is in the table. */
export function knownHolder(candidate: Candidate, study: Study): KnownHolder | undefined {
  const { steps, holder, held } = candidate
  let namespace: string | undefined
  for (let at = Math.min(holder, held); at > 0; at--) {
    const names = namesOf(steps[at], study)
    const [top] = names[0].split('::')
    const isOwn = isOwnClass(names[0]) && !isPlumbing(names[0])
    // Beyond what belongs to another library, or to the program, it is not the one that holds.
    if (isOwn && namespace !== undefined && top !== namespace) return undefined
    const found = HOLDERS.find(
      ({ of, held: inside }) =>
        names.some((name) => of.test(name)) &&
        (inside === undefined ||
          steps.slice(at + 1).some((step) => inside.test(className(step.label)))),
    )
    if (found !== undefined) return found
    if (isOwn) namespace = top
  }
  return undefined
}

/** Of the class, then those above it. */
function namesOf({ label, node }: CandidateStep, study: Study): string[] {
  const above = label.startsWith('#<') ? superclassNames(study, node) : []
  return [className(label), ...above]
}
