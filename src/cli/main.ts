// The entry of `loupe`: ties the command line to the real process.

import { nodePlatform } from './platform.ts'
import { fail, run } from './program.ts'
import { processTerminal } from './terminal.ts'

// A reader such as `head` that has seen enough is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    process.exit(2)
  })
}

process.on('uncaughtException', (error) => {
  process.exit(fail(error, processTerminal, true))
})

process.exitCode = await run(process.argv.slice(2), processTerminal, nodePlatform)
