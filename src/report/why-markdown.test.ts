import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-why.ts'
import { whyMarkdown } from './why-markdown.ts'

test('words in the open, evidence folded', () => {
  expect(whyMarkdown(made.why)).toMatchInlineSnapshot(`
    "**18.8 MB live. 71.5 % is held by 434 controllers of finished requests, kept alive by methods written for one object, in the VM's call cache.**

    ### 1. 434 controllers of finished requests are kept alive by methods written for one object

    - **How much:** 13.4 MB with all that they hold, 71.5 % of what is live.
    - **Growth:** Levels off. Each dump adds less than the one before, and the table has 1,023 places: 14 MB is the likely end.
    - **Why Ruby keeps it:** RoutesProxy defines a method on each single object (\`lib/routes_proxy.rb:41\`). Ruby notes in its global call cache where such a method was found, and up to 3.2 that note keeps the method alive, with the object that it was defined on.
    - **What to do:** Define the method once, on the class. Rails 7.1.3 does; Ruby 3.3 forgets such notes.
    - **Rubies concerned:** 3.0 to 3.2
    - **How sure:** Certain of what holds it.

    | dump | count | bytes |
    | --- | ---: | ---: |
    | \`before.json.gz\` | 30 | 937.5 KB |
    | \`after.json.gz\` | 236 | 7.2 MB |
    | \`later.json.gz\` | 434 | 13.4 MB |

    <details><summary>How it is held, and what is inside</summary>

    \`\`\`text
    ROOT vm (the Ruby VM)
    └─ 434 × call cache :work_path ← the VM's global call cache
     └─ 434 × method entry #<RoutesProxy>.work_path ← its method entry
      └─ 434 × #<Class:#<RoutesProxy>> ← the class that has the method
       └─ 434 × #<RoutesProxy> ← attached object
        └─ 434 × #<WorksController> ← @scope
    \`\`\`

    | class | count | bytes | share |
    | --- | ---: | ---: | ---: |
    | \`String\` | 9,000 | 10.5 MB | 78.0 % |
    | \`Hash\` | 7,000 | 1.1 MB | 8.5 % |
    | \`Work\` | 434 | 37.3 KB | 0.3 % |
    | \`WorksController\` | 434 | 33.9 KB | 0.2 % |
    | \`RoutesProxy\` | 434 | 17.0 KB | 0.1 % |
    | \`WorkImageShowComponent\` | 434 | 17.0 KB | 0.1 % |
    | (the rest) | | 1.7 MB | 12.7 % |

    | allocated at | count | bytes | share |
    | --- | ---: | ---: | ---: |
    | \`/app/app/models/work.rb:19\` | 868 | 9.4 MB | 70.2 % |
    | (the rest) | | 4.0 MB | 29.8 % |

    See for yourself:

    \`\`\`text
    loupe path later.json.gz WorksController
    loupe what-if later.json.gz --without 'callcache -> ment'
    \`\`\`

    </details>

    ### 2. EventLog::EVENTS is an Array that only grows

    - **How much:** 1.1 MB with all that they hold, 6.1 % of what is live.
    - **Growth:** Growing. It has 1,000 more in each dump.
    - **Why Ruby keeps it:** A constant lives as long as its class, which is for ever.
    - **What to do:** Bound it: drop the oldest when it is full.
    - **How sure:** Likely, not certain. A fourth dump would tell whether it ends.

    | dump | count | bytes |
    | --- | ---: | ---: |
    | \`before.json.gz\` | 1,000 | 390.6 KB |
    | \`after.json.gz\` | 2,000 | 781.3 KB |
    | \`later.json.gz\` | 3,000 | 1.1 MB |

    <details><summary>How it is held, and what is inside</summary>

    \`\`\`text
    ROOT vm (the Ruby VM)
    └─ EventLog (class)
     └─ Array ← EVENTS
      └─ 3,000 × String ← [i]
    \`\`\`

    | class | count | bytes | share |
    | --- | ---: | ---: | ---: |
    | \`String\` | 3,000 | 1.1 MB | 97.5 % |
    | (the rest) | | 29.3 KB | 2.5 % |

    See for yourself:

    \`\`\`text
    loupe show later.json.gz @55
    \`\`\`

    </details>

    ### The whole heap

    | dump | count | bytes |
    | --- | ---: | ---: |
    | \`before.json.gz\` | 18,148 | 4.3 MB |
    | \`after.json.gz\` | 31,531 | 12.4 MB |
    | \`later.json.gz\` | 39,662 | 18.8 MB |

    ### Not suspicious

    - Code and classes: 3.1 MB, as much as in the first dump.

    ### What is not known

    - No capture file: memory outside the dump is not known.

    <sub>\`loupe why before.json.gz after.json.gz later.json.gz\`; signatures: \`callcache-pin 5f0c1d2e\`, \`constant-container aa00bb11\`</sub>
    "
  `)
})

test('texts of strings stay out of it', () => {
  expect(JSON.stringify(made.why)).toContain('4111')
  expect(whyMarkdown(made.why)).not.toContain('4111')
})

const worded = (sentence: string) => whyMarkdown({ ...made.healthy, sentence }).split('\n')[0]

test.each([
  ['Held by @scope.', '**Held by `@scope`.**'],
  ['434 × #<Work>, all of them', '**434 × `#<Work>`, all of them**'],
  ['<img src=x onerror=y>', '**`<img` `src=x` `onerror=y>`**'],
  [
    'see https://evil.example/x (www.evil.example)',
    '**see `https://evil.example/x` (`www.evil.example`)**',
  ],
  ['a_b *c* [d](e) ~f~', '**`a_b` `*c*` `[d](e)` `~f~`**'],
  ['a ` b', '**a `` ` `` b**'],
  ['- a list', '**`-` a list**'],
  ['line\nbreak', '**`line\\nbreak`**'],
])('%s', (sentence, expected) => {
  expect(worded(sentence)).toBe(expected)
})

test('names in tables and fences cannot end them', () => {
  const [finding] = made.why.findings
  if (finding === undefined) throw new Error('there is a finding')
  const text = whyMarkdown({
    ...made.why,
    findings: [
      {
        ...finding,
        contents: [{ name: 'a|b`c', count: 1, bytes: 1 }],
        path: finding.path.map((step) => ({ ...step, label: '```\n# owned' })),
      },
    ],
  })
  expect(text).toContain('| ``a\\|b`c`` | 1 | 1 B |')
  expect(text).toContain('````text\n')
  expect(text).not.toMatch(/^# owned/m)
})
