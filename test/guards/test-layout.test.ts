// Unit tests mirror the source, and there are no other folders than those of test/README.md.

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { fromRoot, readFromRoot } from './readme-blocks.js'

const testsIn = (folder: string): readonly string[] =>
  readdirSync(fromRoot(folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.ts'))

test('the folder of each unit test is a folder of the source', () => {
  const folders = [...new Set(testsIn('test/unit').map((path) => dirname(path)))]
  expect(folders.length).toBeGreaterThan(10)
  expect(folders.filter((folder) => !existsSync(fromRoot(folder)))).toEqual([])
})

test('test/README.md describes every folder of test/', () => {
  const folders = readdirSync(fromRoot('test'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const described = [...readFromRoot('test/README.md').matchAll(/^\| `(\w+)/gm)].map(([, name]) => name)
  expect(folders.map(({ name }) => name).toSorted()).toEqual(described.toSorted())
})
