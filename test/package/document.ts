// The examples of a document, as one program: blocks of `js`, each followed by a block of `text` with
// what it prints. Between two examples the program prints a line that tells them apart.
import { spawnSync } from 'node:child_process'

export interface Example {
  readonly code: string
  readonly printed: string
  /** Where `printed` starts in the document, and the length of it. */
  readonly at: number
}

const BLOCKS = /^```js\n([^]*?)^```\n\n```text\n([^]*?)^```\n/gm
const BETWEEN = '--- next example ---'

export function examplesOf(document: string): Example[] {
  const started = document.match(/^```js\n/gm)?.length ?? 0
  const examples = [...document.matchAll(BLOCKS)].map((match) => {
    const [whole, code = '', printed = ''] = match
    return { code, printed, at: match.index + whole.length - '```\n'.length - printed.length }
  })
  if (examples.length !== started) throw new Error('an example does not say what it prints')
  return examples
}

/** What each prints when all run as one program in `folder`, where `heaploupe` can be imported. */
export function run(examples: readonly Example[], folder: string, cache: string): string[] {
  const program = examples.map(({ code }) => code).join(`\nconsole.log('${BETWEEN}')\n`)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--no-warnings'],
    {
      cwd: folder,
      input: program,
      encoding: 'utf8',
      env: { ...process.env, LOUPE_CACHE_DIR: cache, NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  )
  if (status !== 0) throw new Error(`the examples ended with ${status}:\n${stdout}\n${stderr}`)
  return stdout.split(`${BETWEEN}\n`)
}

/** The document with what its examples really print. */
export function rewritten(
  document: string,
  examples: readonly Example[],
  printed: string[],
): string {
  let text = document
  for (const [index, { at, printed: old }] of [...examples.entries()].reverse()) {
    text = text.slice(0, at) + printed[index] + text.slice(at + old.length)
  }
  return text
}
