// `Thread.current[:x]` and thread_variable_set live as long as the thread. Threads of a server's pool
// live as long as the server: what one request leaves there is still there for the next.
// A Ractor has such variables as well (Ractor.current[:x]).
// The dump does not tell a thread's variables from local variables of methods that are running in it.
import { explainContainer } from './words/container-words.ts'
import type { Rule } from './rule.ts'

export const threadLocal: Rule = {
  name: 'thread-local',
  explain(candidate, context) {
    const explained = explainContainer(
      candidate,
      context,
      ['thread', 'ractor'],
      ({ sort, anchor }) => ({
        because:
          anchor.kind === 'ractor'
            ? `What is stored with Ractor.current[:name] stays as long as the Ractor, and the main one is the program. So do messages that it was sent and has not received. This ${sort} is one of these.`
            : `A thread keeps its variables (Thread.current[:name], thread_variable_set) as long as it lives, and a server's threads live as long as the server. This ${sort} is in one of them, or in a local variable of a method that the thread is still running.`,
        advice:
          'Clear what belongs to one request when it ends (an ensure block, a middleware, or ActiveSupport::CurrentAttributes, which does so by itself), or give it a limit.',
      }),
    )
    return explained === undefined ? undefined : { ...explained, confidence: 'likely' }
  },
}
