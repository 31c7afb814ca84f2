// Command lines hold passwords, and records of captures end up in logs and tickets. What is called as
// secrets are called is left out: a guess, and the same one as in ruby/loupe_agent.rb and
// ruby/loupe_far.rb. What only its value gives away (`-phunter2`) stays.

const SECRET = 'pass|secret|token|key|credential|auth|cookie|bearer'
const NAMED = new RegExp(SECRET, 'i')
/** Up to the first sign after such a name that a value follows. */
const ASSIGNED = new RegExp(`^(.*?(?:${SECRET})[^=:]*)([=:]).*$`, 'is')
const IN_ADDRESS = /:\/\/[^/@\s]+@/g

/** The words of a command line, with `[hidden]` for what looks like a secret. */
export function withoutSecrets(words: readonly string[]): string[] {
  let follows = false
  return words.map((word) => {
    const hidden = follows && !word.startsWith('-')
    follows = word.startsWith('-') && NAMED.test(word) && !word.includes('=')
    if (hidden) return '[hidden]'
    return word.replaceAll(IN_ADDRESS, '://[hidden]@').replace(ASSIGNED, '$1$2[hidden]')
  })
}
