// Puma with two workers under `loupe capture`: all three processes are captured while requests are
// answered, and again when the server ends.
import { expect, test } from 'vitest'
import { APP_VERSIONS, GEMS, whyNoGems } from '../../scripts/gems.mjs'
import { open, until } from '../agent/agent-process.ts'
import { expectNoSockets, place, run, split } from './running.ts'

const missing = whyNoGems(['rack', 'puma', 'nio4r'], APP_VERSIONS)

test.skipIf(missing !== undefined)(
  `every worker of a cluster${missing ? `: ${missing}` : ''}`,
  async () => {
    const where = place()
    where.write(
      'config.ru',
      `class Visit; end
     $visits = []
     run ->(env) { $visits << Visit.new; sleep 0.01; [200, {}, [Process.pid.to_s]] }`,
    )
    where.write(
      'puma.rb',
      `workers 2\nthreads 1, 1\nbind 'tcp://127.0.0.1:0'\nsilence_single_worker_warning`,
    )
    const args = ['capture', '--json', '--on-signal', 'USR2', '--at-exit', '--']
    const puma = `${GEMS}/bin/puma`
    const running = run(where, [...args, 'ruby', puma, '-C', 'puma.rb'], {
      env: { GEM_HOME: GEMS, GEM_PATH: GEMS },
    })
    await until(
      () =>
        /Worker 1 .*booted/.test(running.stdout()) && /Worker 0 .*booted/.test(running.stdout()),
      'Puma',
    )
    const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(running.stdout()) ?? []
    const workers = new Set<string>()
    let longest = 0
    let over = false
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!over) {
          const began = performance.now()
          workers.add(await (await fetch(`http://127.0.0.1:${port}/`)).text())
          longest = Math.max(longest, performance.now() - began)
        }
      }),
    )
    await until(() => workers.size === 2, 'both workers to answer')
    running.signal('SIGUSR2')
    await until(() => where.files('.json.gz').length === 3, 'three dumps')
    over = true
    await load
    // The fork, the full collections and two cores; far from what a dump in place would take.
    expect(longest).toBeLessThan(2000)
    running.signal('SIGTERM')
    const { stdout, stderr } = await running.finished
    const { record } = split(stdout, stderr)
    expect(record.failures).toEqual([])
    for (const reason of ['signal', 'exit'] as const) {
      const dumps = record.dumps.filter((dump) => dump.reason === reason)
      expect(dumps.map(({ reason: why }) => why)).toEqual([reason, reason, reason])
      const pids = dumps.map(({ pid }) => String(pid))
      expect(pids).toEqual(expect.arrayContaining([...workers]))
      for (const { path, pid } of dumps) {
        const { groups } = open(where.read(path)).questions.top({ by: 'class', limit: 10_000 })
        const visits = groups.find(({ name }) => name === 'Visit')?.count ?? 0
        expect(visits > 0).toBe(workers.has(String(pid)))
      }
    }
    await expectNoSockets(where)
  },
)
