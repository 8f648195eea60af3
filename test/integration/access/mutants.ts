// Mutants of the row rule: each deletes one check. The tests of rows must find every one of them; `npm run test:mutants`
// runs them with each mutant in turn.

export interface Mutant {
  readonly name: string
  readonly file: string
  readonly code: string
  readonly mutated: string
}

const GRANTS = 'src/access/rights/grants.ts'
const VIEW = 'src/access/rows/row-view.ts'
const VISIBILITY = 'src/engine/source/visibility.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'rows of any owner are shown',
    file: GRANTS,
    code: 'customers.get(owner)',
    mutated: '(customers.get(owner) ?? NO_MASK)',
  },
  {
    name: 'rows without an owner are shown',
    file: GRANTS,
    code: 'let mask = everyone',
    mutated: 'let mask = owners.length === 0 ? NO_MASK : everyone',
  },
  { name: 'the other party is shown', file: VIEW, code: 'return copy ?? row', mutated: 'return row' },
  {
    name: 'what concerns no customer is shown',
    file: VIEW,
    code: 'if (whose !== null && customers.has(whose)) continue',
    mutated: 'if (whose === null || customers.has(whose)) continue',
  },
  {
    name: 'viewers share their view',
    file: VIEW,
    code: 'this.key = JSON.stringify([everyone, [...customers].sort(([a], [b]) => (a < b ? -1 : 1))])',
    mutated: "this.key = 'some'",
  },
  { name: 'owners are not requested', file: VIEW, code: '? [] : owners.from', mutated: '? [] : []' },
  {
    name: 'rows that name no owner are shown to some customers',
    file: VIEW,
    code: "const isEmpty = everyone === null && (customers.size === 0 || owners === 'source')",
    mutated: "if (owners === 'source') return EVERY_ROW\n  const isEmpty = everyone === null && customers.size === 0",
  },
  {
    name: 'a record by its id is shown unseen',
    file: 'src/engine/lookup/lookup.ts',
    code: 'view.see(found.row)',
    mutated: 'found.row',
  },
  {
    name: 'pages are made of unseen rows',
    file: 'src/engine/rows/ordered-reader.ts',
    code: 'view.seeEntries(entries)',
    mutated: 'entries',
  },
  {
    name: 'totals of the vendor count the rows of others',
    file: 'src/engine/rows/ordered-reader.ts',
    code: '(this.plan.asksForOwnOnly || showsEverything(this.plan.view))',
    mutated: 'true',
  },
  {
    name: 'whole lists are shown unseen',
    file: 'src/engine/lists/seen-lists.ts',
    code: 'view.seeWhole(snapshot)',
    mutated: 'snapshot',
  },
  {
    name: 'a foreign customer can be filtered by',
    file: 'src/engine/lists/visible-filter.ts',
    code: '!customers.has(value)',
    mutated: 'false',
  },
  {
    name: 'hidden fields can be filtered by',
    file: 'src/engine/lists/visible-filter.ts',
    code: 'refused.length > 0',
    mutated: 'refused.length > 9',
  },
  {
    name: 'the vendor counts the calls of everybody',
    file: 'src/engine/stats/active-call-stats.ts',
    code: 'stats !== undefined && isOpen &&',
    mutated: 'stats !== undefined &&',
  },
  {
    name: 'reports say how many requests it took',
    file: 'src/engine/page/connection-page.ts',
    code: 'showsEverything(slice.view) ? slice.cost.requests : 0',
    mutated: 'slice.cost.requests',
  },
  {
    name: 'sources without rights exist',
    file: 'src/engine/source/sources.ts',
    code: 'new Sources(this.all.filter(isVisible))',
    mutated: 'this',
  },
  {
    name: 'any customer is known',
    file: VISIBILITY,
    code: "customers === 'all' || customers.has(nativeId)",
    mutated: 'true',
  },
  { name: 'plans show requests', file: VISIBILITY, code: 'isOpen ? plan :', mutated: 'true ? plan :' },
  {
    name: 'cursors are open to other rights',
    file: 'src/plan/cursor-seal.ts',
    code: 'Buffer.from(viewer)',
    mutated: "Buffer.from('')",
  },
]
