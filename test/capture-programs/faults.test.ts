// Faults that the tests of the commands do not have: a collection that does not end, folders that may not
// be written, and words of the application that must not get into what Loupe writes for people.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { afterThisTest, descendants, start, until } from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'
import { place, run } from '../capture/running.ts'
import type { Place } from '../capture/running.ts'

/** Prints a dot every 20 ms, so that it can be seen to go on. */
const TICKING = "puts 'ready'\nloop { sleep 0.02; print '.' }"

/** A collection ends when the finalizers of what it found have run. This one waits for a file. */
const HANGING = `
  def forgotten
    ObjectSpace.define_finalizer(Object.new, proc { print 'F'; sleep 0.02 until File.exist?('go') })
  end
  GC.disable
  20.times { forgotten }
  ${TICKING}
`

async function expectGoesOn(target: Target): Promise<void> {
  const dots = () => target.output().split('.').length
  const before = dots()
  await until(() => dots() > before + 3, 'it to go on')
}

/** Full collections so far; a capture makes three. */
async function collections(target: Target): Promise<number> {
  const { last } = await target.ask('loupe/1 status')
  return (last?.gc as Record<string, number> | undefined)?.['major_gc_count'] ?? NaN
}

function captureOf(where: Place, target: Target, ...more: readonly string[]) {
  return run(where, ['capture', '--pid', String(target.pid), ...more])
}

test('a collection that hangs: Ctrl-C ends loupe, the process goes on, captures can follow', async () => {
  const where = place()
  const target = await start(HANGING, { env: { LOUPE_AGENT_DIR: where.sockets } })
  const hung = captureOf(where, target, '-o', 'a.json.gz')
  await until(() => target.output().includes('F'), 'the collection to hang')
  await expectGoesOn(target)

  // The agent is at it still, and says so.
  const second = await captureOf(where, target, '-o', 'b.json.gz').finished
  expect([second.status, second.stderr]).toEqual([
    2,
    expect.stringContaining('Another capture of this process is under way.'),
  ])
  const asked = Date.now()
  hung.signal('SIGINT')
  expect((await hung.finished).status).toBe(130)
  expect(Date.now() - asked).toBeLessThan(5000)
  await expectGoesOn(target)
  expect(descendants(target.pid)).toEqual([])
  expect(where.files()).toEqual([])

  // When it is over nothing is left of it: neither a dump nor the claim to be taking one.
  writeFileSync(join(target.folder, 'go'), '')
  await until(async () => !(await target.ask('loupe/1 status')).last?.capturing, 'the end of it')
  expect(where.files()).toEqual([])
  const third = await captureOf(where, target, '-o', 'c.json.gz').finished
  expect(third.status).toBe(0)
  expect(where.files()).toEqual(['c.capture.json', 'c.json.gz'])
  await expectGoesOn(target)
})

test('a folder that may not be written: told before the process is stopped for anything', async () => {
  const where = place()
  const root = process.getuid?.() === 0
  // Root may write everywhere, so Loupe is run as nobody then, and so is the process.
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  if (root) for (const folder of [where.folder, where.sockets]) chmodSync(folder, 0o777)
  const sockets = join(where.folder, 'private')
  const target = await start(TICKING, {
    env: { LOUPE_AGENT_DIR: sockets },
    ...(root ? { before: nobody, everybody: true } : {}),
  })
  chmodSync(where.folder, 0o555)
  afterThisTest(() => chmodSync(where.folder, 0o755))
  const before = await collections(target)
  const refused = await run(where, ['capture', '--pid', String(target.pid), '-o', 'a.json.gz'], {
    env: { LOUPE_AGENT_DIR: sockets },
    ...(root ? { shell: `exec ${nobody.join(' ')} "$@"` } : {}),
  }).finished
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/^loupe: a\.json\.gz may not be written/),
  ])
  expect(refused.stderr).not.toContain('bug in Loupe')
  expect(where.files('.gz')).toEqual([])
  expect((await collections(target)) - before).toBeLessThan(3)
  await expectGoesOn(target)
})

test('secrets of the command line and of the environment are in no screen and no capture file', async () => {
  const where = place()
  where.write('app.rb', `class Work; end\n$kept = [ENV.fetch('API_TOKEN'), Work.new]`)
  const env = { API_TOKEN: 'sesame-1' }
  const words = ['ruby', 'app.rb', '--password=sesame-2', '--token', 'sesame-3']
  const { status, stdout, stderr } = await run(where, ['capture', '-o', 'a', '--', ...words], {
    env,
  }).finished
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^1 dump of 1 process/)])
  const [facts = ''] = where.files('.capture.json')
  const written = [stdout, where.read(facts)].map((bytes) => Buffer.from(bytes).toString())
  expect([...written, stderr].join('\n')).not.toContain('sesame')
  expect(readFileSync(join(where.folder, facts), 'utf8')).toContain('[hidden]')
})
