import { createHash } from 'node:crypto'

const LENGTH = 16

/** A short key that stands for some values of a row, for rows without an id. It does not show the values. */
export const rowKey = (values: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, LENGTH)
