// Runs one command and says how long it took and how much memory its processes held at most.
//
// Time is wall clock from before the spawn to the exit. Memory is the larger of what GNU time
// reports (the kernel's own high-water mark, exact, but per process) and the sum of the resident
// sets of all processes of the tree, sampled from /proc. Without either it is null.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const GNU_TIME = '/usr/bin/time'
const SAMPLE_EVERY = 25
const STDERR_KEPT = 65_536

const hasGnuTime = process.platform === 'linux' && existsSync(GNU_TIME)

export function measure(command, args, { env = {}, timeout = 900_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const peakFile = join(folder, 'peak')
  const [file, ...rest] = hasGnuTime
    ? [GNU_TIME, '-f', '%M', '-o', peakFile, command, ...args]
    : [command, ...args]

  return new Promise((resolve) => {
    let stderr = ''
    let lastOutput = null
    let sampled = 0
    const started = performance.now()
    const child = spawn(file, rest, {
      env: { ...process.env, ...env },
      stdio: ['ignore', command === 'cat' ? 'ignore' : 'pipe', 'pipe'],
    })
    const sampler = setInterval(() => {
      sampled = Math.max(sampled, treeBytes(child.pid, hasGnuTime))
    }, SAMPLE_EVERY)
    const killer = setTimeout(() => stopTree(child.pid), timeout)
    let exited = 0

    child.stdout?.on('data', () => (lastOutput = performance.now()))
    child.stderr.setEncoding('utf8').on('data', (text) => {
      if (stderr.length < STDERR_KEPT) stderr += text
    })
    child.on('exit', () => (exited = performance.now()))
    child.on('error', (error) => finish(null, error.message))
    child.on('close', (code, signal) => finish(code, signal))

    function finish(code, reason) {
      clearInterval(sampler)
      clearTimeout(killer)
      exited ||= performance.now()
      const peak = Math.max(sampled, reportedPeak(peakFile))
      rmSync(folder, { recursive: true, force: true })
      resolve({
        ok: code === 0,
        milliseconds: exited - started,
        answerMilliseconds: lastOutput === null ? null : lastOutput - started,
        peakBytes: peak > 0 ? peak : null,
        phases: phasesOf(stderr),
        why: code === 0 ? null : `exit ${code ?? reason}: ${firstLine(stderr)}`,
      })
    }
  })
}

function reportedPeak(path) {
  try {
    // A failed command's report has a line of explanation first.
    return Number(readFileSync(path, 'utf8').trim().split('\n').at(-1)) * 1024
  } catch {
    return 0
  }
}

/** Lines `timing <phase> <milliseconds>`, which Loupe prints when LOUPE_TIMINGS=1. */
function phasesOf(stderr) {
  const phases = {}
  for (const [, phase, time] of stderr.matchAll(/^timing (.+) ([\d.]+)$/gm)) {
    phases[phase] = (phases[phase] ?? 0) + Number(time)
  }
  return phases
}

function firstLine(text) {
  const lines = text.split('\n').filter((line) => line.trim() && !line.startsWith('timing '))
  return (lines.find((line) => line.includes('Error')) ?? lines[0] ?? '').slice(0, 160)
}

function treeBytes(root, skipRoot) {
  if (process.platform !== 'linux') return 0
  let sum = 0
  for (const id of tree(root)) {
    if (skipRoot && id === root) continue
    const status = readOr(`/proc/${id}/status`, '')
    sum += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024
  }
  return sum
}

function tree(root) {
  const found = [root]
  for (const id of found) {
    for (const thread of namesIn(`/proc/${id}/task`)) {
      const children = readOr(`/proc/${id}/task/${thread}/children`, '').trim()
      if (children) found.push(...children.split(' ').map(Number))
    }
  }
  return found
}

function stopTree(root) {
  for (const id of tree(root).reverse()) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // Already gone.
    }
  }
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}

function namesIn(path) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
