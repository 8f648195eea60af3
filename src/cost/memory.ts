import type { Cost } from './estimate.js'

// What an operation takes while it is executed, from measurements of the live heap in `npm run attack`: the objects of
// the result take less than twice their JSON, and beside these there are readers, loaders and rows.

const BYTES_PER_BYTE = 1.5
const BYTES_PER_RECORD = 100
const BYTES_PER_LIST = 5000

/** How much memory an operation of this cost may take while it is executed, in bytes. */
export const memoryOf = ({ bytes, records, lists }: Cost): number =>
  bytes * BYTES_PER_BYTE + records * BYTES_PER_RECORD + lists * BYTES_PER_LIST

const MIB = 1024 * 1024

/**
 * How much memory the operations that are executed at once may take together unless it is configured, in bytes: enough
 * for two large ones, so that one is executed while another waits for vendors, and less where the process has little memory.
 * @param cacheShare the share of their full size that caches have in this process.
 */
export const defaultExecutionMemoryBytes = (cacheShare: number): number => Math.min(192, 1024 * cacheShare) * MIB
