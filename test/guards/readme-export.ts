// The tables of docs/export.md.

import { exportedLists } from '../../src/graphql/export/exported-lists.js'
import { parameterNames } from '../../src/graphql/export/parameters.js'
import { buildGraphSchema } from '../../src/graphql/schema/build-schema.js'
import { toCode, toTable } from './readme-blocks.js'

const lists = [...exportedLists(buildGraphSchema()).values()]
const codes = (names: readonly string[]): string => names.map(toCode).join(', ')

/** The parameters of each list. */
export const exportParametersTable = (): string =>
  toTable(
    ['list', 'parameters beside `columns` and `sources`'],
    lists.map((list) => {
      const own = parameterNames(list).filter((name) => name !== 'columns' && name !== 'sources')
      return [toCode(list.name), codes(own)]
    }),
  )

/** The columns of each list. */
export const exportColumnsTable = (): string =>
  toTable(
    ['list', 'columns unless others are chosen', 'further columns'],
    lists.map(({ name, columns, defaultColumns }) => {
      const usual = defaultColumns.map((column) => column.name)
      return [toCode(name), codes(usual), codes([...columns.keys()].filter((column) => !usual.includes(column)))]
    }),
  )
