import { hash } from 'node:crypto'

const LENGTH = 16

/** A short key that stands for some values of a row, for rows without an id. It does not show the values. */
export const rowKey = (values: readonly unknown[]): string =>
  hash('sha256', JSON.stringify(values), 'hex').slice(0, LENGTH)
