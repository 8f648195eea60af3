// Which events of the gateway hooks get, and in which form.

import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { HookEvent } from '../../../../src/hooks/contract.js'
import { hookListener } from '../../../../src/hooks/hook-events.js'

const silent = pino({ level: 'silent' })

test('the circuit breaker of a source, and nothing of what the engine does for each request', () => {
  const seen: HookEvent[] = []
  const listen = hookListener([{ file: 'a.js', hooks: { onEvent: (event) => void seen.push(event) } }], silent)
  listen?.({ type: 'breaker', source: 'mor', state: 'open' })
  listen?.({ type: 'answer', source: 'mor', operation: 'calls_get', origin: 'sent' })
  listen?.({ type: 'retry', source: 'mor', operation: 'calls_get', attempt: 1, delayMs: 1, code: 'TIMEOUT' })
  expect(seen).toEqual([{ type: 'source', source: 'mor', breaker: 'open' }])
})

test('there is no listener where no hook wants events', () => {
  expect(hookListener([{ file: 'a.js', hooks: { beforeRequest: () => undefined } }], silent)).toBeNull()
})
