// npm run demo: the main job on a real dump, on a fresh clone too.
import { prepare, runAndExit } from './prepare.mjs'

prepare()
runAndExit(process.execPath, ['dist/loupe.js', 'demo', ...process.argv.slice(2)])
