// Prints the tables of accuracy; scripts/why-accuracy.mjs bundles and starts it.
//
//   --ruby 3.1 --ruby 4.0   only these; all that are here unless told
//   --traced, --untraced    only these
//   --answers               what finding 1 to 3 of each failure say, in full
//   --held-out              the programs that no rule was mended by
//   NAME…                   only these programs
import { availableRubies } from '../rubies.ts'
import { judgeCorpus, judgeHeldOut, type Verdict } from './judge-run.ts'
import { accuracyTable, failureTable } from './judge-table.ts'

const args = process.argv.slice(2)
const rubies = args.filter((_, i) => args[i - 1] === '--ruby')
const names = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--ruby')
const verdicts: Verdict[] = []
for (const ruby of rubies.length > 0 ? rubies : availableRubies().map(({ name }) => name)) {
  for (const traced of [false, true]) {
    if (args.includes(traced ? '--untraced' : '--traced')) continue
    const only = names.length > 0 ? { only: names } : {}
    const judged = args.includes('--held-out')
      ? judgeHeldOut({ rubies: [ruby], traced, ...only })
      : judgeCorpus({ rubies: [ruby], traced, ...only })
    verdicts.push(...(await judged))
  }
}
console.log(`${accuracyTable(verdicts)}\n\n${failureTable(verdicts)}`)
if (args.includes('--answers')) for (const verdict of verdicts) printAnswer(verdict)

function printAnswer({ program, ruby, asked, rank, answer, isHealthyProgram, alarms }: Verdict) {
  if (isHealthyProgram ? alarms.length === 0 : rank === 1) return
  console.log(`\n## ${program}, Ruby ${ruby}, ${asked}: healthy ${answer.healthy}`)
  for (const finding of answer.findings.slice(0, 3)) {
    const { rule, verdict, title, bytes, holder, path, contents, growth = [] } = finding
    const steps = path.map(({ count, label, edge = '' }) => `${count} × ${label} [${edge}]`)
    const inside = contents.map((group) => `${group.count} ${group.name}`)
    const grown = growth.map((each) => `${each.count}/${each.bytes}`)
    console.log(`- ${rule}, ${verdict}: ${title}: ${bytes} B; ${grown.join(' ')}`)
    console.log(`  holder ${holder.label}; ${steps.join(' → ')}\n  inside: ${inside.join(', ')}`)
  }
}
