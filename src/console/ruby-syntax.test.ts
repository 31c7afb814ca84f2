// Lines as people type them: what stays as it is, what becomes which JavaScript, and, for everything
// that computes, the value that real Ruby gives (written out here, from irb of Ruby 3.1).

import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { BARE_METHODS } from './ruby-methods.ts'
import { speakRuby } from './ruby-names.ts'
import { ruby } from './ruby-runtime.ts'
import { translate } from './ruby-syntax.ts'

const known = (name: string) => ['heap', 'diff', 'total', 'list'].includes(name)

function shown(line: string): string | undefined {
  const translation = translate(line, known)
  return translation.kind === 'run' ? translation.shown : translation.kind
}

describe('JavaScript stays as it is', () => {
  test.each([
    'diff.after.at("0x7f4e1000c0d0").data',
    'diff.after.at("0x7f4e1000c0d0").klass.data["real_class_name"]',
    "heap.objects.filter(o => o.type === 'STRING')",
    'const { a, b = [1, 2] } = await thing()',
    'o.name == nil ? 1 : 2',
    'for (const o of heap.strings) { total += o.memsize }',
    'async function f() { await g() }',
    'a?.b ?? c',
    'x = list.length / 2',
    '`${a} #{b}`',
    "'#{not Ruby: single quotes}'",
    '/first/.test("x.first")',
    '"x.first" // y.first',
    'heap.first()',
    'heap.strings.sample(20, 5)',
    'list[0]',
    'label: for (;;) break label',
  ])('%s', (line) => expect(translate(line, known)).toEqual({ kind: 'run', code: line }))

  test.each(['f(', 'if (a) {', 'heap.strings.filter(o => {', '`a', 'x =', '[1,'])(
    'goes on in the next line: %s',
    (line) => expect(translate(line, known)).toEqual({ kind: 'run', code: line }),
  )
})

describe('methods without parentheses are called', () => {
  const code = (line: string) => {
    const translation = translate(line, known)
    return translation.kind === 'run' ? translation.code : undefined
  }
  test.each([
    [
      'model = diff.after.class_named("Work").first.instances[20]',
      'model = diff.after.class_named("Work")[$call.first].instances[20]',
    ],
    ['(heap.strings).first', '(heap.strings)[$call.first]'],
    ['heap\n  .strings\n  .first', 'heap\n  .strings\n  [$call.first]'],
    ['a.first.count', 'a[$call.first][$call.count]'],
    ['a?.first?.name', 'a?.[$call.first]?.name'],
    ['list.first.x = 5', 'list[$call.first].x = 5'],
    ['f(a.first, { first: b.last })', 'f(a[$call.first], { first: b[$call.last] })'],
    ['({ first: a.first })', '({ first: a[$call.first] })'],
    ['{ a: b.first }', '({ a: b[$call.first] }\n)'],
    ['`${a.first}`', '`${a[$call.first]}`'],
  ])('%s', (line, expected) => expect(code(line)).toBe(expected))

  test.each([
    'list.first = 5',
    'list.first++',
    'delete list.first',
    'typeof list.first',
    ';[list.first] = [1]',
    'list.first`x`',
    'new list.first()',
    'class A extends B { m() { return super.first } }',
    'a /* b.c */ .first',
  ])('but not in %s', (line) => expect(code(line)).toBe(line))

  test('words alone on a line are called', () => {
    for (const word of ['help', 'more', 'exit', 'quit']) expect(code(word)).toBe(`${word}()`)
    expect(code('helper')).toBe('helper')
  })
})

describe('Ruby becomes JavaScript', () => {
  test.each([
    ['heap.classes.map(&:name)', 'heap.classes.map((x) => x.name)'],
    ['heap.objects.map(&:type_str).tally', 'heap.objects.map((x) => x.type_str).tally'],
    ['heap.strings.select { |s| s.frozen? }', 'heap.strings.select((s) => s.frozen)'],
    ['heap.strings.reject(&:frozen?).count', 'heap.strings.reject((x) => x.frozen).count'],
    ['heap.classes.each do |c| puts c.name end', 'heap.classes.each((c) => puts(c.name))'],
    ['heap.classes.each do |c|\n  puts c.name\nend', 'heap.classes.each((c) => puts(c.name))'],
    ['puts heap.strings.first.value', 'puts(heap.strings.first.value)'],
    ['p x', 'p(x)'],
    ['pp heap.roots', 'pp(heap.roots)'],
    ['puts "a", 1', 'puts("a", 1)'],
    ['heap.where(type: "STRING", frozen: true)', 'heap.where({ type: "STRING", frozen: true })'],
    ['heap.where type: :STRING', 'heap.where({ type: "STRING" })'],
    ['heap.where(:type => "STRING")', 'heap.where({ "type": "STRING" })'],
    ['heap.class_named "Work"', 'heap.class_named("Work")'],
    ['heap.objects[0..9]', 'ruby.slice(heap.objects, 0, 9)'],
    ['heap.objects[0...9]', 'ruby.slice(heap.objects, 0, 9, true)'],
    ['heap.objects[-3..]', 'ruby.slice(heap.objects, -3, null)'],
    ['heap.objects[0, 5]', 'ruby.piece(heap.objects, 0, 5)'],
    ['list[0..n]', 'ruby.slice(list, 0, n)'],
    [
      'heap.objects.group_by { |o| o.klass }.map { |k, v| [k, v.size] }',
      'heap.objects.group_by((o) => o.klass).map(([k, v]) => [k, v.size])',
    ],
    ['list.each_with_index { |o, i| p i }', 'list.each_with_index((o, i) => p(i))'],
    [
      'list.each_with_object({}) { |(a, b), h| p a }',
      'list.each_with_object(({  }), ([a, b], h) => p(a))',
    ],
    ['list.inject { |a, b| a + b }', 'list.inject((a, b) => ruby.plus(a, b))'],
    ['list.sort_by { |o| -o.memsize }.first(3)', 'list.sort_by((o) => -o.memsize).first(3)'],
    ['list.sum { _1.memsize }', 'list.sum((_1) => _1.memsize)'],
    ['list.sum { it.memsize }', 'list.sum((it) => it.memsize)'],
    ['list.map { "#{it.value}" }', 'list.map((it) => `${ruby.text(it.value)}`)'],
    [
      'heap.strings.find { |s| s.value =~ /foo/i }',
      'heap.strings.find((s) => ruby.matches(s.value, /foo/i))',
    ],
    ['list.select { |o| o.line }', 'list.select((o) => ruby.truthy(o.line))'],
    ['list.select { |o| o.generation > 5 }', 'list.select((o) => ruby.more(o.generation, 5))'],
    [
      'list.select { |o| o.memsize > 5 and !o.old? }',
      'list.select((o) => o.memsize > 5 && !o.old)',
    ],
    ['list.map { |o| o.name.nil? ? :a : :b }', 'list.map((o) => o.name == null ? "a" : "b")'],
    ['list.map { |o| o&.name }', 'list.map((o) => o?.name)'],
    ['list.each(&method(:puts))', 'list.each(puts)'],
    ['list.any?', 'list.any()'],
    ['list.include?(o)', 'list.include(o)'],
    ['list.empty?', 'ruby.empty(list)'],
    ['puts x if y', 'if (ruby.truthy(y)) { puts(x) }'],
    ['puts x unless x.nil?', 'if (!(x == null)) { puts(x) }'],
    ['unless a then b else c end', 'if (ruby.truthy(a)) { c } else { b }'],
    [
      'if a == 1 then b elsif c == 2 then d else e end',
      'if (a === 1) { b } else { if (c === 2) { d } else { e } }',
    ],
    ['a && b', undefined],
    ['not a == 1', '!(a === 1)'],
    ['->(o) { o.memsize }', '(o) => o.memsize'],
    ['lambda { |o| o.memsize }', '(o) => o.memsize'],
    ['const names = heap.classes.map(&:name)', 'const names = heap.classes.map((x) => x.name)'],
    ['heap.strings.filter(o => o.frozen?)', 'heap.strings.filter((o) => o.frozen)'],
    ['%w[a b].each { |x| p x }', '["a", "b"].each((x) => p(x))'],
    [
      'list.each { |o| total += o.memsize }',
      'list.each((o) => total = ruby.plus(total, o.memsize))',
    ],
    ['list.each { |o| n = 1; p n }', 'list.each((o) => { let n; n = 1; return p(n) })'],
    [
      'list.map { |o| next 0 if o.old?; 1 }',
      'list.map((o) => { if (o.old) { return 0 }; return 1 })',
    ],
    ['x = nil # nothing', 'x = nil'],
    ['help find_path', 'help("find_path")'],
    ['o.name =~ /x/', 'ruby.matches(o.name, /x/)'],
    ['puts "#{n} objects"', 'puts(`${ruby.text(n)} objects`)'],
    ['"#{name}"', '`${ruby.text(name)}`'],
    ['heap.strings\n  .map(&:value)\n  .uniq', 'heap.strings.map((x) => x.value).uniq'],
  ])('%s', (line, expected) => expect(shown(line)).toBe(expected))

  test.each(['list.each do |o|', 'list.each { |o|', 'list.map(&:name).each do |n|\n puts n'])(
    'more lines are needed: %s',
    (line) => expect(translate(line, known)).toEqual({ kind: 'unfinished' }),
  )
})

describe('what cannot be translated is refused, with what to write', () => {
  test.each([
    ['def big(o)\n  return o.memsize > 1000\nend', /function big/],
    ['def self.big(o) o end', /function big/],
    ['o.respond_to?(:memsize)', /its type tells/],
    ['heap.at("@12").foo?', /question marks/],
    ['a, b = list.partition(&:old)', /\[a, b\] = list/],
    ['class Foo; end', /Classes cannot be made/],
    ['while x do p x end', /for \(const/],
    ['heap.instances_of(Work::Image)', /class_named\("Work::Image"\)/],
    ['@1234', /heap\.at\("@1234"\)/],
    ['@work', /plain name/],
    ['case x when 1 then 2 end', /Instead of case/],
    ['begin foo rescue nil end', /try/],
    ['list.each { |o| break if o }', /for \(const/],
    ['list.frobnicate?(1)', /question marks/],
    ['list.sort! { |a| a }', /function|changed in place/],
    ['foo -1 { |x| }', /\(o\) =>/],
    ['x = if y then 1 else 2 end', /condition \? one : other/],
    ['f.(1)', /f\(x\), not f\.\(x\)/],
    ['puts "it', /help/],
  ])('%s', (line, hint) => {
    const translation = translate(line, known)
    expect(translation.kind).toBe('refused')
    if (translation.kind === 'refused') expect(translation.hint).toMatch(hint)
  })
})

test('comments are nothing, and a list is appended to', () => {
  expect(translate('# what holds it', known)).toEqual({ kind: 'run', code: '' })
  expect(shown('list << 2')).toBe('ruby.append(list, 2)')
  expect(shown('list = []; list << 1; list')).toContain('ruby.append(list, 1)')
  for (const shift of ['1 << 20', 'total = 1 << list.length']) expect(shown(shift)).toBeUndefined()
})

describe('translated lines mean what they mean in Ruby', () => {
  Object.assign(globalThis, { $call: speakRuby(), ruby, nil: null })
  const run = (line: string): unknown => {
    const translation = translate(line, known)
    if (translation.kind !== 'run') throw new Error(`${translation.kind}: ${line}`)
    return new Script(`(${translation.code})`).runInThisContext()
  }
  test.each<[string, unknown]>([
    ['[3, 10, 2].sort_by { |x| x }', [2, 3, 10]],
    ['[0, 1, nil, false, ""].select { |x| x }', [0, 1, '']],
    ['[0, nil].map { |x| x ? "yes" : "no" }', ['yes', 'no']],
    ['[0, nil].map { |x| x || 5 }', [0, 5]],
    ['[0, nil].map { |x| x && 5 }', [5, null]],
    ['[7].map { |x| x / 2 }', [3]],
    ['[-7].map { |x| x / 2 }', [-4]],
    ['[7].map { |x| x / 2.0 }', [3.5]],
    ['[-7].map { |x| x % 3 }', [2]],
    ['[[1, 2], [3, 4]].map { |a, b| a + b }', [3, 7]],
    ['[[1, 2]].map { |a, (b)| b }', undefined],
    ['["a", "b", "a"].tally.map { |k, v| "#{k}#{v}" }', ['a2', 'b1']],
    ['%w[b a].sort_by { |x| x }.first', 'a'],
    ['[1, 2, 3].inject(:+)', 6],
    ['[1, 2, 3].inject(10) { |a, b| a + b }', 16],
    ['[1, 2, 3, 4].each_slice(2).map { |a, b| a * b }', [2, 12]],
    ['[1, 2, 3][0..1]', [1, 2]],
    ['[1, 2, 3][0...-1]', [1, 2]],
    ['[1, 2, 3][1..]', [2, 3]],
    ['[1, 2, 3][-2, 2]', [2, 3]],
    ['"hello"[1..2]', 'el'],
    ['"a" * 3 unless false', undefined],
    ['["a" * 3, "a" + "b"].map { |x| x }', ['aaa', 'ab']],
    [
      '[[1, 2] + [3], [1, 2] - [2], [1, 2] & [2, 3], [1] | [2]].map { |x| x }',
      [[1, 2, 3], [1], [2], [1, 2]],
    ],
    ['[6 ^ 3, 21 >> 2, -5 >> 1].map { |x| x }', [5, 5, -3]],
    ['["foo", nil].map { |x| x =~ /o/ ? 1 : 2 }', [1, 2]],
    ['["a\\nb"].map { |x| x =~ /^b$/ ? 1 : 2 }', [1]],
    ['["a\\nb"].map { |x| x =~ /\\Ab/ ? 1 : 2 }', [2]],
    ['[[1, 2], [1, 2]].map { |a| a == [1, 2] }', [true, true]],
    ['[3, 1].sort.first', 1],
    ['[1, nil].map { |x| "<#{x}>" }', ['<1>', '<>']],
    [
      '[1, 2, 3, 4].partition { |x| x > 2 }',
      [
        [3, 4],
        [1, 2],
      ],
    ],
    ['[1, 2, 3].each_with_object([]) { |x, all| all << x * 2 }', [2, 4, 6]],
    ['[1, 1, 2].uniq', [1, 2]],
    ['(1..3).map { |i| i * 2 }', [2, 4, 6]],
    ['(1...3).to_a', [1, 2]],
    ['(1..4).select(&:even?)', [2, 4]],
    [
      '(1..4).each_slice(2).to_a',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['(1..).to_a.first', undefined],
    ['(1..10).sum', 55],
    [
      '[0, 1, -2].map { |x| [x.zero?, x.positive?, x.negative?, x.odd?] }',
      [
        [true, false, false, false],
        [false, true, false, true],
        [false, false, true, false],
      ],
    ],
    ['[5].map { |x| x.between?(1, 5) }', [true]],
    [
      '%w[a bb c].tally_by(&:length).to_a',
      [
        [1, 2],
        [2, 1],
      ],
    ],
    ['[1, 2, 3].reduce(:+)', 6],
    ['[1, 2, 3].reduce(10) { |a, b| a + b }', 16],
    ['[nil, "a", 2].map(&:to_s)', ['', 'a', '2']],
    ['[nil, "3", 4.9].map(&:to_i)', [0, 3, 4]],
    ['[nil].map { |x| x.to_s + "!" }', ['!']],
    ['["0b101"].map { |x| x.to_i(2) }', [5]],
    ['["0x1f", "-0x1f"].map(&:hex)', [31, -31]],
    ['["12abc", "1_000", "abc", " 7"].map { |x| x.to_i }', [12, 1000, 0, 7]],
    ['["3.5kg", nil].map { |x| x.to_f }', [3.5, 0]],
    ['["hello World"].map(&:capitalize)', ['Hello world']],
    ['["ab"].map { |x| x.rjust(4, "*") + x.ljust(4) + "|" }', ['**abab  |']],
    ['[7].map { |x| x.fdiv(2) }', [3.5]],
    ['[5, 1, 9, 3].max_by(2) { |x| x }', [9, 5]],
    ['[3, 1, 2].min_by(2) { |x| x }', [1, 2]],
    ['%w[a b ab].grep(/a/)', ['a', 'ab']],
    ['%w[a b].grep_v(/a/)', ['b']],
    ['%w[a b].grep(/a/) { |x| x * 2 }', ['aa']],
    ['[1, 5, 9].grep(2..6)', [5]],
    ['[1, 2, 5, 1].take_while { |x| x < 3 }', [1, 2]],
    ['[1, 2, 5, 1].drop_while { |x| x < 3 }', [5, 1]],
    ['%w[a b].each_with_index.map { |x, i| x * (i + 1) }', ['a', 'bb']],
    ['"%s-%d" % ["a", 2] unless nil', undefined],
    ['["%s-%d" % ["a", 2]].map { |x| x }', ['a-2']],
    ['[1, nil].compact.first', 1],
    ['[3, 1, 2].max', 3],
    ['["bb", "a"].min_by { |x| x.length }', 'a'],
    ['[1, 2].zip([3, 4]).to_h.keys', [1, 2]],
    ['{ "a" => 1 }.keys', ['a']],
    ['[1, 2, 3].count { |x| x > 1 }', 2],
    [
      '[[2, :b], [1, :a]].sort',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
  ])('%s', (line, expected) => {
    if (expected === undefined) return expect(() => run(line)).toThrow()
    expect(run(line)).toEqual(expected)
  })

  test('methods are functions of the session', () => {
    const define = (lines: string) => {
      const translation = translate(lines, known)
      if (translation.kind !== 'run') throw new Error(`${translation.kind}: ${lines}`)
      new Script(translation.code).runInThisContext()
    }
    define('def twice(a, by = 2)\n  b = a * by\n  b\nend')
    expect([run('twice(4)'), run('twice(4, 3)')]).toEqual([8, 12])
    expect('b' in globalThis).toBe(false)
    define('def half(a) = a / 2')
    expect(run('half(7)')).toBe(3)
    define('def sign a\n  if a < 0 then "-" else "+" end\nend')
    expect(run('[-1, 0].map { |x| sign(x) }')).toEqual(['-', '+'])
    expect(translate('def open(a)\n  a', known).kind).toBe('unfinished')
  })

  test('nil is not compared, as in Ruby', () => {
    expect(() => run('[nil].select { |x| x.line < 5 }')).toThrow()
    expect(() => run('[{ line: nil }].select { |x| x.line < 5 }')).toThrow(/comparison of nil/)
  })
})

test('names that are called without parentheses are plain names', () => {
  for (const name of BARE_METHODS) expect(name).toMatch(/^[a-z]\w*$/i)
})

test('a line may be as long and as deep as it likes', () => {
  const chain = translate(`a${'.first'.repeat(20_000)}`, () => false)
  expect(chain).toEqual({ kind: 'run', code: `a${'[$call.first]'.repeat(20_000)}` })
  const list = `[${'1,'.repeat(200_000)}].size`
  expect(translate(list, () => false)).toEqual({ kind: 'run', code: list })
})
