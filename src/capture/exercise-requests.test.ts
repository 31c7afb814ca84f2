import { expect, test } from 'vitest'
import { LoupeError } from '../base/errors.ts'
import { checkRequest, fromEnvironment, parseHeader } from './exercise-requests.ts'
import { parseRequests, parseStatuses } from './exercise-requests.ts'

test('a file of requests: headers, bodies, comments', () => {
  const text = [
    '# what a visitor does',
    'GET /works/1?page=2',
    '',
    'POST /works',
    '  Content-Type: application/json',
    '  X-Trace: a: b',
    '  {"title":',
    '   "x: y"}',
    '',
    '# form',
    'POST /login',
    '',
    '  name: a body, since an empty line was before it',
    'DELETE /works/1',
    '  Accept: */*',
    '',
  ].join('\n')
  expect(parseRequests(text, 'file')).toEqual([
    { method: 'GET', path: '/works/1?page=2', headers: {}, body: null },
    {
      method: 'POST',
      path: '/works',
      headers: { 'Content-Type': 'application/json', 'X-Trace': 'a: b' },
      body: '{"title":\n"x: y"}',
    },
    {
      method: 'POST',
      path: '/login',
      headers: {},
      body: 'name: a body, since an empty line was before it',
    },
    { method: 'DELETE', path: '/works/1', headers: { Accept: '*/*' }, body: null },
  ])
})

test('what is no request is told with its line', () => {
  const message = (text: string): string => {
    try {
      parseRequests(text, 'visit.txt')
    } catch (error) {
      if (error instanceof LoupeError) return error.message
    }
    return 'no error'
  }
  expect(message('GET /a\nwhat')).toContain('visit.txt, line 2')
  expect(message('  Accept: x')).toContain('line 1')
  expect(message('get /a')).toContain('no method')
  expect(message('GET http://a.example/')).toContain('no path')
  expect(message('# nothing\n\n')).toContain('has no requests')
})

test('headers and statuses from options', () => {
  expect(parseHeader('Accept: text/html')).toEqual(['Accept', 'text/html'])
  expect(parseHeader('X-Empty:')).toEqual(['X-Empty', ''])
  for (const bad of ['Accept', ': x', 'A B: c', 'A: b\r\nC: d']) {
    expect(() => parseHeader(bad)).toThrow(LoupeError)
  }
  expect(parseStatuses('302, 4xx')).toEqual([
    [302, 302],
    [400, 499],
  ])
  expect(parseStatuses('all')).toEqual([[100, 599]])
  for (const bad of ['', '600', '3x', '302;404'])
    expect(() => parseStatuses(bad)).toThrow(LoupeError)
  expect(() => checkRequest({ method: 'GET', path: 'a', headers: {}, body: null })).toThrow('path')
})

test('the variables of derailed_benchmarks', () => {
  const env = {
    PATH_TO_HIT: 'works/1',
    ENDPOINT: '/never',
    CNT: '30',
    WARM_COUNT: '0',
    REQUEST_METHOD: 'post',
    REQUEST_BODY: 'a=b',
    CONTENT_TYPE: 'text/plain',
    HTTP_ACCEPT_LANGUAGE: 'de',
    HTTP_PROXY: 'http://proxy.example',
    USE_SERVER: 'puma',
    HOME: '/root',
    TEST_COUNT: '',
  }
  expect(fromEnvironment(env)).toEqual({
    path: '/works/1',
    requests: 30,
    warm: 0,
    method: 'POST',
    body: 'a=b',
    headers: { 'Content-Type': 'text/plain', 'Accept-Language': 'de' },
    server: 'puma',
    used: [
      'PATH_TO_HIT',
      'CNT',
      'WARM_COUNT',
      'REQUEST_METHOD',
      'REQUEST_BODY',
      'USE_SERVER',
      'CONTENT_TYPE',
      'HTTP_ACCEPT_LANGUAGE',
    ],
  })
  expect(fromEnvironment({})).toEqual({ headers: {}, used: [] })
  expect(() => fromEnvironment({ TEST_COUNT: 'many' })).toThrow('TEST_COUNT=many')
})
