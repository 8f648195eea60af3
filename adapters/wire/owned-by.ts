import type { RowOwners } from '../contract.js'
import { toText } from './field-readers.js'

/** The owners of rows that belong to one customer, whose id is in this field. */
export const ownedBy = (field: string): Pick<RowOwners, 'from' | 'read' | 'parties'> => ({
  from: [field],
  read: (row) => {
    const id = toText(row[field])
    return id === null ? [] : [id]
  },
  parties: [],
})
