import 'reflect-metadata'
import fc from 'fast-check'

// CI tries the same cases with every change, so that a red run is due to the change; elsewhere each run draws new ones.
const { TRUNKLINE_SEED } = process.env
if (TRUNKLINE_SEED !== undefined) fc.configureGlobal({ seed: Number(TRUNKLINE_SEED) })
