// StringIO, Tempfile, sockets and files that are kept keep their buffers: a StringIO all that was ever
// written to it.
import { TYPE_FILE } from '../../base/record.ts'
import { heldTitle, isOfClass, stepShowing } from './words/held-words.ts'
import type { Rule } from './rule.ts'
import { className, counted, oneOf } from './words/words.ts'
import { suspicionOf } from './evidence/suspicion.ts'

const BUFFERED =
  /^(?:StringIO|Tempfile|File|IO|\w*Socket|\w*Server|OpenSSL::SSL::SSLSocket|Zlib::\w+|ActionDispatch::Http::UploadedFile|Rack::Multipart::UploadedFile)$/

/** Of what is held, so much must be theirs: else it is what else is held that tells. */
const MOST = 0.5

export const ioBuffer: Rule = {
  name: 'io-buffer',
  explain(candidate, context) {
    const { type } = context.study.heap.columns
    const at = stepShowing(
      candidate,
      (step) => isOfClass(step, BUFFERED) || type[step.node] === TYPE_FILE,
    )
    if (at < 0) return undefined
    const { label, count, owned } = candidate.steps[at]
    if (owned < candidate.steps[candidate.held].owned * MOST) return undefined
    const plain = `#<${className(label).replace(/ .*$/, '')}>`
    const what = count === 1 ? oneOf(plain) : counted(count, plain)
    const tail = at === candidate.held ? '' : `, and with them ${what}`
    return {
      title: `${heldTitle(candidate, context)}${tail}: buffers that stay`,
      because: `A StringIO keeps all that was ever written to it, and a file or socket its read and write buffers, until nothing refers to it. Closing it is not enough while the object itself is in a list.`,
      advice: `When ${count === 1 ? 'it is' : 'they are'} done with, take what you need (a name, a size, a digest), close ${count === 1 ? 'it, and let it' : 'them, and let them'} go. Empty a StringIO that is used again (truncate(0), rewind).`,
      confidence: 'likely',
      suspicion: suspicionOf(candidate, context),
    }
  },
}
