// What the exercised application is asked: from options, a file of requests, or the environment
// variables that derailed_benchmarks knows.
//
// A file of requests:
//
//     # comment
//     GET /works/1
//     POST /works
//       Content-Type: application/json
//       {"title": "x"}
//
// A request is a method and a path. What is set in below it are its headers, `Name: value`, and from the
// first other line, or an empty one, its body.

import { LoupeError } from '../base/errors.ts'

export interface ExerciseRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Null for none. */
  readonly body: string | null
}

const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*)$/
const METHOD = /^[A-Z]{1,20}$/

/** `Name: value`. Throws LoupeError 'usage'. */
export function parseHeader(text: string): readonly [name: string, value: string] {
  const [, name, value] = HEADER.exec(text) ?? []
  if (name === undefined || value === undefined || /[\r\n\0]/.test(text)) {
    throw new LoupeError(
      'usage',
      `"${text}" is no header.`,
      "Write it as 'Name: value', for example --header 'Accept: text/html'.",
    )
  }
  return [name, value]
}

/** Throws LoupeError 'usage' for what is no method, or no path of this application. */
export function checkRequest(request: ExerciseRequest, where = ''): ExerciseRequest {
  const { method, path } = request
  if (!METHOD.test(method)) {
    throw new LoupeError(
      'usage',
      `${where}"${method}" is no method of HTTP.`,
      'GET, POST, PUT … are.',
    )
  }
  if (!/^\/[^\s\0]*$/.test(path)) {
    throw new LoupeError(
      'usage',
      `${where}"${path}" is no path.`,
      'A path begins with / and has no spaces; hosts are not called: /works/1?page=2',
    )
  }
  return request
}

/** The requests of a file. `name` is for messages. Throws LoupeError 'usage' with the line. */
export function parseRequests(text: string, name: string): ExerciseRequest[] {
  const requests: ExerciseRequest[] = []
  let headers: Record<string, string> = {}
  let body: string[] | undefined
  const endRequest = (): void => {
    const last = requests.pop()
    if (last === undefined) return
    while (body !== undefined && body[body.length - 1] === '') body.pop()
    const whole = body === undefined || body.length === 0 ? null : body.join('\n')
    requests.push({ ...last, headers, body: whole })
    headers = {}
    body = undefined
  }
  text.split(/\r?\n/).forEach((line, index) => {
    const where = `${name}, line ${index + 1}: `
    if (/^\s/.test(line) && line.trim() !== '') {
      if (requests.length === 0) {
        throw new LoupeError('usage', `${where}this belongs to no request.`, FORMAT)
      }
      const content = line.trim()
      const header = body === undefined ? HEADER.exec(content) : null
      if (header === null) body = [...(body ?? []), content]
      else headers[header[1] ?? ''] = header[2] ?? ''
      return
    }
    if (line.trim() === '') {
      // Between requests it means nothing; within one, the body follows.
      if (requests.length > 0) body = [...(body ?? []), ...(body === undefined ? [] : [''])]
      return
    }
    if (line.startsWith('#')) return
    const words = line.trim().split(/\s+/)
    if (words.length !== 2) {
      throw new LoupeError('usage', `${where}"${line.trim()}" is no method and path.`, FORMAT)
    }
    endRequest()
    const [method = '', path = ''] = words
    requests.push(checkRequest({ method, path, headers: {}, body: null }, where))
  })
  endRequest()
  if (requests.length === 0) {
    throw new LoupeError('usage', `${name} has no requests.`, FORMAT)
  }
  return requests
}

const FORMAT = 'A request is a line such as GET /works/1; below it, set in, headers and a body.'

/** `GET /works/1`. */
export function requestLine({ method, path }: ExerciseRequest): string {
  return `${method} ${path}`
}

/** Ranges of statuses, from '302,4xx' or 'all'. Throws LoupeError 'usage'. */
export function parseStatuses(text: string): [from: number, to: number][] {
  return text.split(',').map((each) => {
    const word = each.trim().toLowerCase()
    if (word === 'all') return [100, 599]
    const [, digit] = /^([1-5])xx$/.exec(word) ?? []
    if (digit !== undefined) return [Number(digit) * 100, Number(digit) * 100 + 99]
    if (/^[1-5]\d\d$/.test(word)) return [Number(word), Number(word)]
    throw new LoupeError(
      'usage',
      `"${each}" is no status.`,
      'Give statuses as in --allow-status 302,404 or 4xx or all.',
    )
  })
}

/** What derailed_benchmarks takes from the environment, where it is set. */
export interface FromEnvironment {
  readonly path?: string
  readonly requests?: number
  readonly warm?: number
  readonly method?: string
  readonly body?: string
  readonly headers: Readonly<Record<string, string>>
  readonly server?: string
  /** Names of the variables that were used. */
  readonly used: readonly string[]
}

export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): FromEnvironment {
  const used: string[] = []
  const value = (...names: readonly string[]): string | undefined => {
    const name = names.find((each) => (env[each] ?? '') !== '')
    if (name !== undefined) used.push(name)
    return name === undefined ? undefined : env[name]
  }
  const count = (least: number, ...names: readonly string[]): number | undefined => {
    const text = value(...names)
    if (text === undefined) return undefined
    const number = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number
    throw new LoupeError(
      'usage',
      `${names.find((name) => env[name] === text)}=${text} in the environment is no count.`,
      `It must be a whole number from ${least} on; or unset it.`,
    )
  }
  const path = value('PATH_TO_HIT', 'ENDPOINT')
  const requests = count(1, 'TEST_COUNT', 'CNT')
  const warm = count(0, 'WARM_COUNT')
  const method = value('REQUEST_METHOD')
  const body = value('REQUEST_BODY')
  const server = value('USE_SERVER')
  const headers: Record<string, string> = {}
  const type = value('CONTENT_TYPE')
  if (type !== undefined) headers['Content-Type'] = type
  for (const name of Object.keys(env)) {
    // HTTP_PROXY and its like are of whoever starts processes here, not of a request.
    if (!/^HTTP_[A-Z0-9_]+$/.test(name) || name === 'HTTP_PROXY') continue
    const text = value(name)
    if (text !== undefined) headers[headerName(name)] = text
  }
  return {
    headers,
    used,
    ...(path === undefined ? {} : { path: path.startsWith('/') ? path : `/${path}` }),
    ...(requests === undefined ? {} : { requests }),
    ...(warm === undefined ? {} : { warm }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(body === undefined ? {} : { body }),
    ...(server === undefined ? {} : { server }),
  }
}

/** HTTP_ACCEPT_LANGUAGE: Accept-Language. */
function headerName(variable: string): string {
  return variable
    .slice('HTTP_'.length)
    .split('_')
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join('-')
}
