// The dumps of a diff, one a line: how large each is, and by how much it differs from the first.

import { formatBytes, formatCount } from '../base/format.ts'
import type { DiffDump } from '../workbench/results.ts'
import { piece } from './line.ts'
import { heading } from './screen.ts'
import type { View } from './screen.ts'
import { signedBytes, signedCount } from './signed.ts'
import { figure, optional, table } from './table.ts'
import type { Column } from './table.ts'

export function dumpsSection(dumps: readonly DiffDump[], view: View): string[] {
  const [first] = dumps
  if (first === undefined) return []
  const alike = dumps.every((dump) => originOf(dump) === originOf(first))
  return [
    heading(view, 'The dumps', alike ? originOf(first) : ''),
    ...table(view, columns(first, alike), dumps),
  ]
}

function columns(first: DiffDump, alike: boolean): Column<DiffDump>[] {
  const change = (of: (dump: DiffDump) => string): Column<DiffDump> =>
    figure('change', (dump) => (dump === first ? '' : of(dump)))
  return [
    { title: 'dump', flexible: true, cell: ({ name }) => piece('label', name, 'middle') },
    figure('objects', ({ count }) => formatCount(count)),
    optional(change(({ count }) => signedCount(count - first.count))),
    figure('bytes', ({ bytes }) => formatBytes(bytes)),
    change(({ bytes }) => signedBytes(bytes - first.bytes)),
    ...(alike ? [] : [origin]),
  ]
}

const origin: Column<DiffDump> = {
  title: '',
  flexible: true,
  cell: (dump) => piece('dim', `${rubyOf(dump)}${dump.traced ? ', traced' : ''}`, 'end'),
}

function originOf(dump: DiffDump): string {
  return `${rubyOf(dump)}, ${dump.traced ? 'with' : 'without'} allocation sites`
}

function rubyOf({ ruby }: DiffDump): string {
  return ruby === 'unknown' ? 'Ruby version unknown' : `Ruby ${ruby}`
}
