// Files of gems as people say them: `actionpack-7.1.2/lib/…/routes_proxy.rb:32`, not where this machine
// keeps its gems. Shorter than a line, and an issue tells nobody's home folder. The record keeps them.

import type { NamedBytes, Why, WhyFinding, WhyStack } from '../workbench/results.ts'

/** Up to the last `gems` folder before a name with a version, or with a commit as Bundler has them. */
const IN_GEMS =
  /(?:[A-Za-z]:)?\/(?:[^\s()'"`<>]*\/)?gems\/([\w.]+(?:-[\w.]+)*-(?:\d|[0-9a-f]{7,})[\w.-]*\/)/g

export function shortPaths(text: string): string {
  return text.replace(IN_GEMS, '$1')
}

/** The same answer with short paths in all that is read; dumps and commands as they are. */
export function withShortPaths(result: Why): Why {
  return {
    ...result,
    sentence: shortPaths(result.sentence),
    findings: result.findings.map(shortFinding),
    unsuspicious: result.unsuspicious.map(shortPaths),
    missing: result.missing.map(shortPaths),
  }
}

function shortFinding(finding: WhyFinding): WhyFinding {
  return {
    ...finding,
    title: shortPaths(finding.title),
    because: shortPaths(finding.because),
    advice: shortPaths(finding.advice),
    verdictBecause: shortPaths(finding.verdictBecause),
    path: finding.path.map((step) => ({ ...step, label: shortPaths(step.label) })),
    contents: finding.contents.map(shortName),
    sites: finding.sites.map(shortName),
    ...(finding.stacks === undefined ? {} : { stacks: finding.stacks.map(shortStack) }),
  }
}

function shortName(item: NamedBytes): NamedBytes {
  return { ...item, name: shortPaths(item.name) }
}

function shortStack(stack: WhyStack): WhyStack {
  const frames = stack.frames.map(({ file, ...frame }) =>
    file === undefined ? frame : { ...frame, file: shortPaths(file) },
  )
  return { ...stack, site: shortPaths(stack.site), frames }
}
