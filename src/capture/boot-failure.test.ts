import { expect, test } from 'vitest'
import { bootError } from './boot-failure.ts'

function framesOf(backtrace: readonly string[]): string[] {
  const failure = { error: 'NameError', message: 'no such name', backtrace }
  const { message } = bootError(failure, '/app', '/app/log', [])
  return message.split('\n').slice(1)
}

test('frames of the application, and none of those that Loupe has put in between', () => {
  const ours = [
    "/package/ruby/loupe_require_cost.rb:40:in `require'",
    "/package/ruby/loupe_exercise.rb:12:in `boot'",
    "<internal:kernel>:90:in `tap'",
  ]
  const gem = "/gems/gems/rack-3.1.18/lib/rack.rb:3:in `<main>'"
  expect(framesOf([...ours, gem])).toEqual([`    at ${gem}`])
  expect(framesOf([ours[0], gem, "/app/config/application.rb:7:in `<main>'", ours[1]])).toEqual([
    "    at config/application.rb:7:in `<main>'",
  ])
})
