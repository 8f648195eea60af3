// The heap grows fast while little memory is in use, and slowly while much is.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { growthPercentFor } from '../../../src/cli/heap-growth.js'
import { growthFlag, nodeFlags } from '../../../src/cli/memory.js'

const MIB = 1024 * 1024
const MODULE = new URL('../../../dist/src/cli/heap-growth.js', import.meta.url).href

/** Prints the flags that are set while 300 MiB are in use, and after they were released. */
const SCRIPT = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { adaptHeapGrowth } from '${MODULE}'
  adaptHeapGrowth(process.execArgv, (flag) => console.log(flag))
  let held = [Buffer.alloc(300 * ${MIB})]
  const collect = async () => { for (let at = 0; at < 3; at++) { gc(); await sleep(20) } }
  await collect()
  held = []
  await collect()
`

async function flagsSet(flags: readonly string[]): Promise<readonly string[]> {
  const args = [...flags, '--expose-gc', '--input-type=module', '--eval', SCRIPT]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return stdout.split('\n').filter((line) => line !== '')
}

test('the more is in use, the slower it grows', () => {
  expect([60, 120, 121, 4000].map((mib) => growthPercentFor(mib * MIB))).toEqual([200, 200, 60, 60])
})

describe('while the program runs', () => {
  test('it follows what full collections leave', async () => {
    expect(await flagsSet(nodeFlags(16_384 * MIB, []))).toEqual([growthFlag(60), growthFlag(200)])
  })

  test.each([
    ['an operator has chosen it', nodeFlags(16_384 * MIB, ['--heap-growing-percent=80'])],
    ['there is little memory', nodeFlags(512 * MIB, [])],
  ])('it is left alone where %s', async (_, flags) => {
    expect(await flagsSet(flags)).toEqual([])
  })
})
