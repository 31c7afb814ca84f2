// Puma with many objects, under load, captured by its pid: requests are answered meanwhile, and none
// fails. 300,000 objects here; `node bench/agent.mjs --only load` does it with two millions.
import { expect, test } from 'vitest'
import { APP_VERSIONS, GEMS, whyNoGems } from '../../scripts/gems.mjs'
import { descendants, open, sleep, until } from '../agent/agent-process.ts'
import { capture, expectNoSockets, place, run } from '../capture/running.ts'

const missing = whyNoGems(['rack', 'puma', 'nio4r'], APP_VERSIONS)
const NODES = 150_000
const APP = `
  class Node
    def initialize(n)
      @n = n
      @text = "node #{n}"
    end
  end
  $kept = Array.new(${NODES}) { |n| Node.new(n) }
  run ->(env) { [200, {}, [Array.new(50) { |n| "#{env['QUERY_STRING']}-#{n}" }.last]] }
`

interface Answer {
  readonly status: number
  readonly right: boolean
  /** performance.now() when it was asked for and when it was there. */
  readonly from: number
  readonly to: number
}

test.skipIf(missing !== undefined)(
  `requests are answered while a dump is taken${missing ? `: ${missing}` : ''}`,
  { timeout: 120_000 },
  async () => {
    const where = place()
    where.write('config.ru', APP)
    where.write('puma.rb', `threads 3, 3\nbind 'tcp://127.0.0.1:0'`)
    const args = ['capture', '--json', '--no-trace', '--on-signal', 'USR2', '--']
    const server = run(where, [...args, 'ruby', `${GEMS}/bin/puma`, '-C', 'puma.rb'], {
      env: { GEM_HOME: GEMS, GEM_PATH: GEMS },
    })
    await until(() => /Use Ctrl-C/.test(server.stdout()), 'Puma')
    const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(server.stdout()) ?? []
    const [, pid = ''] = /PID: (\d+)/.exec(server.stdout()) ?? []

    const answers: Answer[] = []
    let over = false
    const load = Promise.all(
      Array.from({ length: 3 }, async (_, client) => {
        for (let n = 0; !over; n++) {
          const from = performance.now()
          const answer = await fetch(`http://127.0.0.1:${port}/?${client}.${n}`)
          const right = (await answer.text()) === `${client}.${n}-49`
          answers.push({ status: answer.status, right, from, to: performance.now() })
        }
      }),
    )
    let began = 0
    let ended = 0
    const record = await (async () => {
      try {
        await until(() => answers.length > 100, 'the first answers')
        began = performance.now()
        const taken = await capture(where, ['--pid', pid, '-o', 'busy.json.gz'])
        ended = performance.now()
        await sleep(200)
        return taken.record
      } finally {
        over = true
        await load
      }
    })()

    const [dump] = record.dumps
    expect(record.failures).toEqual([])
    expect(answers.filter(({ status, right }) => status !== 200 || !right)).toEqual([])
    const during = answers.filter(({ from, to }) => from >= began && to <= ended)
    const slowest = Math.max(...answers.map(({ from, to }) => to - from))
    const times = [began, ...answers.map(({ to }) => to).filter((to) => to > began)].toSorted(
      (a, b) => a - b,
    )
    const gap = Math.max(...times.slice(1).map((to, n) => to - (times[n] ?? 0)))
    console.log(
      `${during.length} requests answered in ${Math.round(ended - began)} ms of capturing, the ` +
        `slowest in ${Math.round(slowest)} ms, at most ${Math.round(gap)} ms between two; the ` +
        `record's longest pause: ${Math.round(dump?.pause.longest ?? NaN)} ms`,
    )
    expect(during.length).toBeGreaterThan(10)
    // Other processes take the cores, too; but a dump in place would take most of the time.
    expect(gap).toBeLessThan((ended - began) / 2)
    const { groups } = open(where.read('busy.json.gz')).questions.top({ by: 'class', limit: 1000 })
    expect(groups.find(({ name }) => name === 'Node')?.count).toBe(NODES)
    await until(() => descendants(Number(pid)).length === 0, 'its children to end')

    server.signal('SIGTERM')
    expect((await server.finished).stderr).not.toContain('Error')
    await expectNoSockets(where)
  },
)
