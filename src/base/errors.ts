// The one error class a user may see. Each says what happened, where, and what to do next;
// `code` is stable for scripts. Anything else that is thrown is a bug of Loupe's.

export type ErrorCode =
  | 'not-found' // a file that is not there
  | 'unreadable' // a file that cannot be read
  | 'not-a-dump' // bytes that are no Ruby heap dump
  | 'changed' // the dump changed while it was read
  | 'too-big' // would not fit memory, or over a fixed limit
  | 'disk-full' // the cache folder cannot be written
  | 'corrupt-input' // a broken gzip or zstd stream
  | 'usage' // bad options or a TARGET that cannot be understood
  | 'no-answer' // the question has no answer in this dump
  | 'no-roots' // a partial dump: reachability unknown
  | 'no-agent' // a process that cannot be asked for a dump
  | 'capture-failed' // a dump that was asked for and did not come
  | 'app-failed' // an application that did not boot, or answered with an error

export class LoupeError extends Error {
  override readonly name = 'LoupeError'
  readonly code: ErrorCode
  /** What the user can do now: one sentence, printed after the message. */
  readonly next: string | undefined

  constructor(code: ErrorCode, message: string, next?: string) {
    super(message)
    this.code = code
    this.next = next
  }
}
