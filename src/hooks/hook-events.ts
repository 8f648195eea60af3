import type { Logger } from 'pino'
import type { TelemetryEvent } from '../telemetry/events.js'
import type { HookEvent } from './contract.js'
import { runHook } from './hook-step.js'
import type { LoadedHooks } from './load-hooks.js'

/** @returns a function that passes events to the hooks; null where none of them wants any. */
export function hookListener(loaded: readonly LoadedHooks[], logger: Logger): ((event: TelemetryEvent) => void) | null {
  const listening = loaded.filter(({ hooks }) => hooks.onEvent !== undefined)
  if (listening.length === 0) return null
  return (event) => {
    const passed = toHookEvent(event)
    if (passed === null) return
    for (const { file, hooks } of listening) runHook(file, 'onEvent', logger, () => hooks.onEvent?.(passed))
  }
}

/** The event in the form that is promised to hooks; null for one that is not passed on. */
function toHookEvent(event: TelemetryEvent): HookEvent | null {
  switch (event.type) {
    case 'breaker':
      return { type: 'source', source: event.source, breaker: event.state }
    case 'control-sending':
    case 'control': {
      const { actionId, who, principal, operation, source, target } = event
      const { outcome, code } = event.type === 'control' ? event : { outcome: null, code: null }
      const sender = { principalId: principal.id, address: who.address }
      return { type: 'action', actionId, ...sender, operation, source, target, outcome, code }
    }
    case 'reload': {
      const { outcome, trigger, faults } = event
      return { type: 'reload', outcome, trigger, faults }
    }
    case 'request-refused': {
      const { status, code, reason, method, address, principal = null, requestId = null } = event
      return { type: 'refused', status, code, reason, method, address, principalId: principal, requestId }
    }
    default:
      return null
  }
}
