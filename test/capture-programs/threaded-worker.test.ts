// A background worker in the manner of Sidekiq, in plain Ruby: threads take jobs from a queue, a table
// has those that are under way, TERM lets them finish. It is captured in the middle of its work, by its
// pid and by a signal; each job is done, once, and the dumps have the jobs that were left.
import { expect, test } from 'vitest'
import { open, until } from '../agent/agent-process.ts'
import { expectNoSockets, place, run, split } from '../capture/running.ts'
import type { Running } from '../capture/running.ts'

const JOBS = 600
const THREADS = 5
const WORKER = `
  class Job
    attr_reader :id
    def initialize(id)
      @id = id
      @payload = { 'text' => "payload #{id} " * 20 }
    end

    # Half of it waits, as for a database; half of it computes and makes garbage.
    def perform
      sleep 0.01
      Array.new(200) { |n| "#{id}-#{n}" }.join.hash
    end
  end
  class Begun
    def initialize(job) = @job = job
  end

  $stdout.sync = true
  QUEUE = Queue.new
  ${JOBS}.times { |id| QUEUE << Job.new(id) }
  UNDER_WAY = {}
  stopping = false
  trap('TERM') { stopping = true }
  WORKERS = Array.new(${THREADS}) do |n|
    Thread.new do
      Thread.current.name = "worker #{n}"
      # A method of its own, so that no register of this frame keeps the job before.
      step = lambda do
        job = QUEUE.pop(true)
        UNDER_WAY[n] = Begun.new(job)
        began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        job.perform
        took = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
        $stdout.write("done #{job.id} #{(took * 1000).round}\\n")
      ensure
        UNDER_WAY.delete(n)
      end
      step.call until stopping
    rescue ThreadError
      $stdout.write("queue empty\\n")
    end
  end
  WORKERS.each(&:join)
  $stdout.write("left #{QUEUE.size}\\n")
`

interface Done {
  readonly id: number
  readonly milliseconds: number
}

function done(running: Running): Done[] {
  return [...running.stdout().matchAll(/^done (\d+) (\d+)$/gm)].map(([, id, milliseconds]) => ({
    id: Number(id),
    milliseconds: Number(milliseconds),
  }))
}

function count(file: Uint8Array, name: string): number {
  const { groups } = open(file).questions.top({ by: 'class', limit: 10_000 })
  return groups.find((group) => group.name === name)?.count ?? 0
}

test('every job goes on, and the dumps have those that were left', async () => {
  const where = place()
  where.write('worker.rb', WORKER)
  const args = ['capture', '--json', '--on-signal', 'USR2', '--', 'ruby', 'worker.rb']
  const running = run(where, args)
  /** How many were done when each capture was asked for, and when it was there. */
  const seen: [number, number][] = []

  await until(() => done(running).length > 20, 'the first jobs')
  const first = done(running).length
  running.signal('SIGUSR2')
  await until(() => where.files('.json.gz').length === 1, 'the first dump')
  seen.push([first, done(running).length])

  const [name = ''] = where.files('.json.gz')
  const pid = /-(\d+)-1\.json\.gz$/.exec(name)?.[1] ?? ''
  const second = done(running).length
  const byPid = await run(where, ['capture', '--pid', pid, '-o', 'by-pid.json.gz']).finished
  expect(byPid.status).toBe(0)
  seen.push([second, done(running).length])

  const { stdout, stderr, status } = await running.finished
  expect(status).toBe(0)
  const { record, output } = split(stdout, stderr)
  expect(record.failures).toEqual([])
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['signal'])

  // Every job, and none twice: no thread of the child has taken one.
  const ids = done(running).map(({ id }) => id)
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: JOBS }, (_, id) => id))
  expect(output).toContain('left 0')
  // They went on while dumps were taken, which takes longer than a job.
  for (const [before, after] of seen) expect(after).toBeGreaterThan(before)

  for (const [n, file] of [name, 'by-pid.json.gz'].entries()) {
    const [before, after] = seen[n] ?? [0, 0]
    const jobs = count(where.read(file), 'Job')
    // One of each thread may be done and not yet told, or still lie on its stack.
    expect(jobs).toBeGreaterThanOrEqual(JOBS - after - THREADS)
    expect(jobs).toBeLessThanOrEqual(JOBS - before + THREADS)
    expect(count(where.read(file), 'Begun')).toBeGreaterThan(0)
    expect(count(where.read(file), 'Begun')).toBeLessThanOrEqual(2 * THREADS)
  }
  await expectNoSockets(where)
})

test('TERM in the middle: jobs under way are finished, the rest is in the dump at exit', async () => {
  const where = place()
  where.write('worker.rb', WORKER)
  const running = run(where, ['capture', '--json', '--at-exit', '--', 'ruby', 'worker.rb'])
  await until(() => done(running).length > 20, 'the first jobs')
  running.signal('SIGTERM')
  const { stdout, stderr, status } = await running.finished
  expect(status).toBe(0)
  const { record, output } = split(stdout, stderr)
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['exit'])
  const left = Number(/^left (\d+)$/m.exec(output)?.[1])
  expect(done(running).length + left).toBe(JOBS)
  expect(left).toBeGreaterThan(0)
  const jobs = count(where.read(record.dumps[0]?.path ?? ''), 'Job')
  expect(jobs).toBeGreaterThanOrEqual(left)
  expect(jobs).toBeLessThanOrEqual(left + THREADS)
  await expectNoSockets(where)
})
