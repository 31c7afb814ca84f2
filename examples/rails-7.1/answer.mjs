// Whether `loupe why` was right about the application: what the first finding has to name, and between
// which figures its bytes have to lie. The two bounds come from other commands than `why`.

const PROXY = 'ActionDispatch::Routing::RoutesProxy'
const PATH = [/^callcache/, `#<Class:#<${PROXY}>>`, `#<${PROXY}>`, '#<WorksController>', '#<Work>']

/** Rails 7.1.0 to 7.1.2 write a method for each proxy. */
export function leaks(rails) {
  return /^7\.1\.[012]$/.test(rails)
}

/**
 * What is wrong with the answer of one dump, a sentence each; none where it is right.
 * `requests`: that were made. `least`: bytes that the proxies retain alone. `most`: bytes that come back
 * when call caches hold no methods, all others included. `line`: the defining one, where traced.
 */
export function wrongWithLeak({ findings, healthy }, { requests, least, most, line }) {
  const [first] = findings
  if (first === undefined) return ['There is no finding.']
  const wrong = []
  if (healthy) wrong.push('The heap is called healthy.')
  if (first.rule !== 'callcache-pin') wrong.push(`Finding 1 is of another cause: ${first.title}`)
  const path = first.path.map(({ label }) => label)
  let at = -1
  for (const step of PATH) {
    const next = path.findIndex((label, index) => index > at && matches(label, step))
    if (next < 0) wrong.push(`The path has no ${step} where it belongs: ${path.join(' → ')}`)
    else at = next
  }
  const place = `routes_proxy.rb${line === undefined ? '' : `:${line}`}`
  if (!first.because.includes(place)) wrong.push(`It does not name ${place}.`)
  if (!/Rails 7\.1\.3/.test(first.advice)) wrong.push('It does not say which Rails is without it.')
  if (first.count < requests / 4 || first.count > requests) {
    wrong.push(`${first.count} proxies cannot be left of ${requests} requests.`)
  }
  if (first.bytes < least) wrong.push(`${first.bytes} bytes are less than proxies alone, ${least}.`)
  if (first.bytes > most) wrong.push(`${first.bytes} bytes are more than come back, ${most}.`)
  return wrong
}

/** The same of three dumps: it rose in each, and has a limit. */
export function wrongWithGrowth({ findings }) {
  const [first] = findings
  if (first === undefined) return ['There is no finding.']
  const counts = (first.growth ?? []).map(({ count }) => count)
  const wrong = findings
    .filter(({ verdict }) => verdict === 'growing')
    .map(({ title }) => `Something is called growing: ${title}`)
  if (first.verdict !== 'plateau') wrong.push(`Finding 1 is called ${first.verdict}.`)
  if (counts.length !== 3 || counts.some((count, dump) => dump > 0 && count <= counts[dump - 1])) {
    wrong.push(`Finding 1 did not rise: ${counts.join(' → ')}.`)
  }
  return wrong
}

export function wrongWithHealth({ findings, healthy }) {
  const wrong = findings
    .filter(({ verdict, rule }) => verdict === 'growing' || rule === 'callcache-pin')
    .map(({ title, verdict }) => `A healthy application has a finding (${verdict}): ${title}`)
  if (!healthy) wrong.push('The heap is not called healthy.')
  return wrong
}

function matches(label, step) {
  return typeof step === 'string' ? label === step : step.test(label)
}
