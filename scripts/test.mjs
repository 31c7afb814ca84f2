// npm test: every test, against the built command; `npm test -- src/report` for some of them.
import { prepare, runAndExit } from './prepare.mjs'

prepare()
runAndExit(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)])
