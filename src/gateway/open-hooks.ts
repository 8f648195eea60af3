import { ConfigurationError } from '../config/load.js'
import { hookListener } from '../hooks/hook-events.js'
import { type HookStepParts, hookStep } from '../hooks/hook-step.js'
import { HooksError, loadHooks } from '../hooks/load-hooks.js'
import type { RequestStep } from '../server/pipeline/step.js'
import type { OnTelemetryEvent } from '../telemetry/events.js'

/** The hooks of one configuration. */
export interface OpenHooks {
  /** The steps that call them; empty where there are none. */
  readonly steps: readonly RequestStep<unknown>[]
  /** Null where none of them wants events. */
  readonly listener: OnTelemetryEvent | null
}

/**
 * Loads the hooks of a configuration.
 * @param files absolute paths of their modules.
 * @throws ConfigurationError with every module that cannot be used.
 */
export async function openHooks(files: readonly string[], parts: Omit<HookStepParts, 'hooks'>): Promise<OpenHooks> {
  const hooks = await loadHooks(files).catch((error: unknown) => {
    throw error instanceof HooksError ? new ConfigurationError('hooks', error.faults) : error
  })
  const step = hookStep({ hooks, ...parts })
  return { steps: step === null ? [] : [step], listener: hookListener(hooks, parts.logger) }
}
