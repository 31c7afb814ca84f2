// The console as a person has it: in a pseudo-terminal, typed into, read from. Ruby makes the
// terminal (pty.rb), as Node has none. Shared by the test and by scripts/record-console.mjs.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const PROMPT = 'loupe> '
const PATIENCE = 30_000

export const loupe = [process.execPath, join(root, 'dist', 'loupe.js')]

// oxlint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[\d;?]*[A-Za-z]/g

export function plainText(shown) {
  return shown.replace(ESCAPES, '').replaceAll('\r\n', '\n').replaceAll('\r', '')
}

export function openTerminal(command, { columns = 80, rows = 50, cwd = root, env = {} } = {}) {
  const { NO_COLOR: _1, FORCE_COLOR: _2, ...inherited } = process.env
  const child = spawn('ruby', [join(here, 'pty.rb'), String(columns), String(rows), ...command], {
    cwd,
    env: { ...inherited, TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let shown = ''
  let watch = () => {}
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text) => {
    shown += text
    watch()
  })
  child.stdin.on('error', () => {})
  const ended = new Promise((resolve) => child.on('close', (status) => resolve(status ?? -1)))
  void ended.then(() => watch())

  /** Takes what was shown up to the end of the first match. */
  const until = (pattern) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        watch = () => {}
        reject(new Error(`waited for ${pattern}, and the terminal shows:\n${plainText(shown)}`))
      }, PATIENCE)
      watch = () => {
        const match = pattern.exec(shown)
        if (match === null) return
        watch = () => {}
        clearTimeout(late)
        const end = match.index + match[0].length
        const taken = shown.slice(0, end)
        shown = shown.slice(end)
        resolve(taken)
      }
      watch()
    })

  // A prompt that waits: readline draws it from the left edge and puts the cursor behind it.
  // oxlint-disable-next-line no-control-regex
  const prompt = /\u001b\[1G\u001b\[0Jloupe> \u001b\[8G$/
  const untilPrompt = async () => plainText(await until(prompt)).slice(0, -PROMPT.length)
  const opening = untilPrompt()
  opening.catch(() => {})

  return {
    opening,
    ended,
    until,
    press: (keys) => void child.stdin.write(keys),
    kill: () => void child.kill(),
    async ask(line) {
      child.stdin.write(line)
      // The echo of all of it first; readline draws long lines anew, in pieces.
      await new Promise((resolve) => setTimeout(resolve, 80))
      shown = ''
      child.stdin.write('\r')
      const answer = await untilPrompt()
      return answer.slice(answer.indexOf('\n') + 1)
    },
  }
}

export async function investigate(cacheFolder) {
  const terminal = openTerminal([...loupe, 'console', 'before.json.gz', 'after.json.gz'], {
    cwd: join(root, 'examples', 'routes-proxy', 'dumps'),
    env: { LOUPE_CACHE_DIR: cacheFolder },
  })
  try {
    let text = `$ loupe console before.json.gz after.json.gz\n${await terminal.opening}`
    const ask = async (line) => {
      const answer = await terminal.ask(line)
      text += `${PROMPT}${line}\n${answer}`
      return answer
    }
    await ask('diff.retained.count_by("klass")')
    await ask('model = diff.after.class_named("Work").first.instances[20]')
    const path = await ask('diff.after.find_path(model)')
    const address = (name) => {
      const line = path.split('\n').find((each) => each.includes(`─ ${name}`)) ?? ''
      const [found] = /0x[\da-f]+/.exec(line) ?? []
      if (found === undefined) throw new Error(`no ${name} in the path:\n${path}`)
      return found
    }
    await ask(`diff.after.at("${address('ment')}").data`)
    await ask(`diff.after.at("${address('#<RoutesProxy>')}").klass.data["real_class_name"]`)
    await ask(`diff.after.at("${address('#<RoutesProxy>')}").retained_size`)
    await ask('diff.retained.plain_objects.map(&:class_name).tally')
    await ask('diff.after.merged_paths("Work")')
    await ask('diff.after.what_if({ without: diff.after.callcaches }).bytes')
    terminal.press('exit\r')
    await terminal.ended
    return `${text}${PROMPT}exit\n`.replace(/[ \t]+$/gm, '')
  } finally {
    terminal.kill()
  }
}
