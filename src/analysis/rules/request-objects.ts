// Controllers, views, requests and queries live for one request. A process has as many requests at a time
// as it has threads, so more of them than threads are left over from requests that have ended.
import { formatCount } from '../../base/format.ts'
import { threadRows } from '../threads.ts'
import type { Rule } from './rule.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { className, counted } from './words/words.ts'

const OF_A_REQUEST =
  /(?:^|::)\w+Controller$|^ActionView::Base$|^ActionDispatch::(?:Request|Response)$|^Rack::(?:Request|Response)$|^Sinatra::Request$|(?:^|::)\w+Component$|::ActiveRecord_Relation$|^ActiveRecord::Relation$/
/** Beyond one for each thread: what is under way, and the last that the stack still shows. */
const SOME = 5

export const requestObjects: Rule = {
  name: 'request-objects',
  explain({ steps, held, holder, shape }, context) {
    const at = steps.findIndex(({ label }, i) => i >= held && OF_A_REQUEST.test(className(label)))
    if (at < 0) return undefined
    const { label, count } = steps[at]
    const threads = Math.max(1, threadRows(context.study).length)
    if (count <= threads + SOME) return undefined
    const anchor = anchorAbove(context, shape === 'group' ? held : holder)
    const by = anchorWords(context, anchor.kind === 'other' ? { ...anchor, owner: holder } : anchor)
    const running = threads === 1 ? 'one thread' : `${threads} threads`
    return {
      title: `${counted(count, label)} of finished requests are still alive, held by ${by}`,
      because: `Each request makes its own ${className(label)}, which should go when the request ends. There are ${formatCount(count)} in a process with ${running}, so nearly all of them are of requests that are over.`,
      advice:
        'Do not keep the controller, view or request itself: keep the values that are needed (an id, a string). Look for blocks, callbacks and caches that were given self.',
      confidence: 'certain',
      suspicion: 1,
      isDefect: true,
      held: at,
      holder,
    }
  },
}
