// C12: references to the vendor's manual.

import type { Rule } from './rule.js'

const C12: Rule = {
  id: 'C12',
  level: 'SHOULD',
  title: 'declare a manual URL and state each quirk once, beside the code it shapes',
  // The second half is for the reviewer.
  check: ({ adapter }) => {
    const url = URL.parse(adapter.manual)
    if (url === null) return [`the manual "${adapter.manual}" is no URL`]
    return url.protocol === 'https:' || url.protocol === 'http:'
      ? []
      : [`the manual is not on the web: ${adapter.manual}`]
  },
}

export const manualRules: readonly Rule[] = [C12]
