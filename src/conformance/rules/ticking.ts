// C23: what ticks.

import type { AnyList } from '../../../adapters/contract.js'
import type { Rule } from './rule.js'

function breachesOf(list: AnyList): readonly string[] {
  const ticking = new Set(list.ticking)
  const undeclared = (list.fields['durationSeconds']?.from ?? []).filter((field) => !ticking.has(field))
  const hidden = Object.entries(list.fields).filter(
    ([name, { from }]) => name !== 'durationSeconds' && from.length > 0 && from.every((field) => ticking.has(field)),
  )
  return [
    ...undeclared.map((field) => `${field} is read as the talk time, and not declared as ticking`),
    ...hidden.map(([name]) => `${name} is read from ticking fields only: its changes would not be seen`),
  ]
}

const C23: Rule = {
  id: 'C23',
  level: 'MUST',
  title: 'declare the vendor fields of the talk time of calls in progress as ticking, and read nothing else from them',
  check: ({ adapter }) =>
    adapter.examples.flatMap(({ label, declaration }) => {
      const { activeCalls } = declaration.lists
      return activeCalls === undefined
        ? []
        : breachesOf(activeCalls).map((breach) => `example "${label}" (activeCalls): ${breach}`)
    }),
}

export const tickingRules: readonly Rule[] = [C23]
