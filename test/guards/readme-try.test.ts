import { test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { operationsTable, pagingTable, filtersTable } from './readme-vendors.js'
import { serverTable, sourceTable, vendorTable, limitsTable } from './readme-settings.js'
import { errorCodesTable } from './readme-errors.js'
test('x', () => {
  for (const t of [operationsTable(adapters), pagingTable(adapters), filtersTable(adapters), serverTable(), sourceTable(), vendorTable(adapters), limitsTable(), errorCodesTable()]) console.log(t)
})
