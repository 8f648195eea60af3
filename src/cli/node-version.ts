import satisfies from 'semver/functions/satisfies.js'
import { readManifest } from './manifest.js'

// Must load on every Node.js version that anybody may still have, so it uses nothing that is new.

/**
 * Whether this version of Node.js can run the program.
 * @param version such as `v24.1.0`.
 * @returns a line for people; null when it can.
 */
export function refuseNode(version: string, range: string = readManifest().nodeRange): string | null {
  // A nightly build of a version that is in the range is in the range.
  if (satisfies(version, range, { includePrerelease: true })) return null
  return `Trunkline needs Node ${range}; this is ${version}. Install a newer one from https://nodejs.org or by your version manager.`
}
