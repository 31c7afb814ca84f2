// Against streams that answer as a test tells them; real agents are in test/capture.
import { Duplex, PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { AgentError, agentOver, connectAgent } from './agent-client.ts'

const HELLO =
  '{"type":"result","request":"hello","protocol":1,"agent":"1","pid":7,"ruby":"r","ruby_version":"3.1.2"}\n'

type Answer = (request: string, say: (text: string | null) => void) => void

/** The near end of a connection; `answer` is called with each request, and says null to end it. */
function agent(answer: Answer): Duplex {
  const back = new PassThrough()
  const there = new PassThrough()
  there.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trimEnd().split('\n')) {
      if (line === 'loupe/1 hello') back.write(HELLO)
      else answer(line, (said) => void (said === null ? back.end() : back.write(said)))
    }
  })
  return Duplex.from({ readable: back, writable: there })
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AgentError) return error.reason
    throw error
  }
  throw new Error('it did not fail')
}

test('progress and frames are handed on in order, what is unknown is passed over', async () => {
  const client = await agentOver(
    agent((_, say) => {
      say(
        '{"type":"progress","phase":"gc"}\n{"type":"weather"}\n{"type":"data","of":"dump","bytes":5}\nab',
      )
      say('\ncd{"type":"data","of":"capture","bytes":2}\n{}{"type":"data","of":"dump","bytes":0}\n')
      say('{"type":"result","request":"dump","lines":2}\n')
    }),
  )
  expect(client.hello).toMatchObject({ pid: 7, ruby_version: '3.1.2' })
  const heard: string[] = []
  const result = await client.request(
    'dump',
    { gc: 0 },
    {
      onProgress: ({ phase }) => void heard.push(`progress ${String(phase)}`),
      onData: async (of, bytes) => {
        await Promise.resolve()
        heard.push(`${of} ${JSON.stringify(Buffer.from(bytes).toString())}`)
      },
    },
  )
  expect(result).toEqual({ type: 'result', request: 'dump', lines: 2 })
  const dump = heard
    .filter((each) => each.startsWith('dump'))
    .map((each) => JSON.parse(each.slice(5)) as string)
  expect(dump.join('')).toBe('ab\ncd')
  expect(heard[0]).toBe('progress gc')
  expect(heard.at(-1)).toBe('capture "{}"')
})

test('a slow taker of bytes slows the reading down', async () => {
  let pending = 0
  let most = 0
  const client = await agentOver(
    agent((_, say) => {
      for (let i = 0; i < 50; i++) say('{"type":"data","of":"dump","bytes":3}\nabc')
      say('{"type":"result"}\n')
    }),
  )
  let bytes = 0
  await client.request(
    'dump',
    {},
    {
      onData: async (_, piece) => {
        most = Math.max(most, ++pending)
        await new Promise((done) => setTimeout(done, 1))
        bytes += piece.length
        pending--
      },
    },
  )
  expect([most, bytes]).toEqual([1, 150])
})

test('every way of failing has its reason', async () => {
  const answers: [string | null, string][] = [
    ['{"type":"error","code":"busy","message":"Another.","next":"Later."}\n', 'busy'],
    ['{"type":"data","of":"dump","bytes":9}\nabc', 'gone'],
    [null, 'gone'],
    ['{"type":"res', 'gone'],
    ['HTTP/1.1 400\n', 'no-protocol'],
    ['{"type":"data","of":"dump","bytes":-1}\n', 'no-protocol'],
    ['{"type":"data","of":"dump"}\n', 'no-protocol'],
  ]
  for (const [answer, reason] of answers) {
    const client = await agentOver(
      agent((_, say) => {
        say(answer)
        if (answer !== null && reason === 'gone') say(null)
      }),
    )
    expect([answer, await reasonOf(client.request('dump'))]).toEqual([answer, reason])
  }
})

test('silence ends it, before an answer and within a frame', async () => {
  const mute = await agentOver(agent(() => {}))
  expect(await reasonOf(mute.request('gc', {}, { silence: 30 }))).toBe('silent')
  const client = await agentOver(
    agent((_, say) => say('{"type":"data","of":"dump","bytes":9}\nabc')),
  )
  expect(await reasonOf(client.request('dump', {}, { silence: 30 }))).toBe('silent')
})

test('closing ends what is under way', async () => {
  const client = await agentOver(agent(() => {}))
  const asked = reasonOf(client.request('dump'))
  client.close()
  expect(await asked).toBe('gone')
})

test('nobody there', async () => {
  expect(await reasonOf(connectAgent('/tmp/no-such-folder-of-loupe/1.sock'))).toBe('no-socket')
})

test('nobody lets anyone in: the time that was waited is told', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  try {
    await expect(
      connectAgent('/tmp/no-such-folder-of-loupe/1.sock', { timeout: 2000 }),
    ).rejects.toThrow('The process said nothing for 2 s.')
  } finally {
    timeout.mockRestore()
  }
})
