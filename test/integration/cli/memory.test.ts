// The memory that a process may use decides the flags that Node.js is started with, and the size of caches.

import { describe, expect, test } from 'vitest'
import { cacheShare, memoryBytes, nodeFlags } from '../../../src/cli/memory.js'
import { Program } from './program.js'

const MIB = 1024 * 1024
const sizes = (flags: readonly string[]) =>
  Object.fromEntries(flags.map((flag) => flag.split('=')).map(([name, value]) => [name, Number(value)]))

describe('the flags', () => {
  test('leave the sizes to V8 where there is much memory, but not how fast the heap grows', () => {
    expect(nodeFlags(16_384 * MIB, [])).toEqual(['--no-allocation-site-pretenuring', '--heap-growing-percent=200'])
    const chosen = ['--heap_growing_percent=50']
    expect(nodeFlags(16_384 * MIB, chosen)).toEqual(['--no-allocation-site-pretenuring'])
  })

  test('for 512 MiB leave room for memory outside of the heap, and let the heap be used', () => {
    expect(sizes(nodeFlags(512 * MIB, []))).toEqual({
      '--no-allocation-site-pretenuring': NaN,
      '--max-semi-space-size': 16,
      '--max-old-space-size': 307,
      '--initial-old-space-size': 204,
    })
  })

  test.each([256, 384, 512, 768, 1024, 2000])('stay within %d MiB, young objects and all', (mib) => {
    const { '--max-semi-space-size': semi = 0, '--max-old-space-size': old = 0 } = sizes(nodeFlags(mib * MIB, []))
    expect(old + 3 * semi).toBeLessThan(mib * 0.75)
  })

  test.each(['--max-old-space-size=700', '--max_old_space_size=700', '--max-heap-size=700'])(
    'leave alone what an operator has chosen: %s',
    (chosen) => {
      const flags = nodeFlags(512 * MIB, ['--enable-source-maps', chosen])
      expect(flags).toEqual(['--no-allocation-site-pretenuring', '--max-semi-space-size=16'])
    },
  )
})

test('caches have their full sizes with much memory, and less with less', () => {
  expect([16_384, 8192, 2048, 512].map((mib) => cacheShare(mib * MIB))).toEqual([1, 1, 0.25, 0.0625])
})

test('the memory is known', () => {
  expect(memoryBytes()).toBeGreaterThan(64 * MIB)
})

describe('the program', () => {
  /** Prints the process and its flags whenever Node.js starts. */
  const print = 'data:text/javascript,console.error(JSON.stringify([process.pid,process.execArgv]))'
  const startsOf = async (options: string): Promise<readonly (readonly [number, readonly string[]])[]> => {
    const { status, stdout, stderr } = await new Program(['--version'], { NODE_OPTIONS: options }).ended()
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    return stderr
      .trim()
      .split('\n')
      .map((line): [number, string[]] => JSON.parse(line))
  }

  test('starts again with the flags, as the same process', async () => {
    const [first, second, ...others] = await startsOf(`--import=${print}`)
    expect(others).toEqual([])
    expect(second?.[0]).toBe(first?.[0])
    expect(first?.[1]).toEqual([])
    expect(second?.[1]).toEqual(nodeFlags(memoryBytes(), []))
  })

  test('keeps the sizes that an operator has chosen', async () => {
    const starts = await startsOf(`--max-old-space-size=300 --import=${print}`)
    expect(starts.at(-1)?.[1].join(' ')).not.toContain('old-space-size')
  })
})
