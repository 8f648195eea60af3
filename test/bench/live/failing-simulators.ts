// Simulators whose every nth answer is wrong, each time in another way.

import type { AnySimulatorKit, OpenSimulator, SimulatorResponse } from '../../../adapters/simulation/contract.js'

type Fault = (answer: SimulatorResponse) => SimulatorResponse

const html = (status: number): Fault => {
  const body = '<html><head><title>Bad Gateway</title></head><body>Bad Gateway</body></html>'
  return () => ({ status, headers: { 'content-type': 'text/html' }, body })
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  'HTTP 503': html(503),
  'half of the body': (answer) => ({ ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }),
  'no body': (answer) => ({ ...answer, body: '' }),
  'a page of a proxy': html(200),
}

export interface FailingSimulators {
  readonly kits: readonly AnySimulatorKit[]
  readonly counts: { answers: number; readonly faults: Map<string, number> }
}

/** @param every one of this many answers of each simulator is wrong. */
export function failEvery(kits: readonly AnySimulatorKit[], every: number): FailingSimulators {
  const faults = Object.entries(FAULTS)
  const counts: FailingSimulators['counts'] = { answers: 0, faults: new Map() }
  const failing = (simulator: OpenSimulator): OpenSimulator => {
    let answers = 0
    return {
      ...simulator,
      answer(request, world, nowMs) {
        const answer = simulator.answer(request, world, nowMs)
        counts.answers++
        answers++
        const [name, fault] = faults[Math.floor(answers / every) % faults.length] ?? []
        if (answers % every !== 0 || name === undefined || fault === undefined) return answer
        counts.faults.set(name, (counts.faults.get(name) ?? 0) + 1)
        return fault(answer)
      },
    }
  }
  return { kits: kits.map((kit) => ({ ...kit, open: (options) => failing(kit.open(options)) })), counts }
}
