// The dashboards in deploy/ are those that dashboards.ts makes.

import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DASHBOARDS } from './dashboards.js'
import { fromRoot, readFromRoot } from './readme-blocks.js'

const FOLDER = 'deploy/grafana/dashboards'
const REMEDY =
  'write them again: TRUNKLINE_UPDATE_README=1 npx vitest run --config test/vitest.config.ts test/guards/dashboards'

test('every dashboard is as it is made from code', () => {
  for (const [name, made] of Object.entries(DASHBOARDS)) {
    const text = `${JSON.stringify(made, null, 2)}\n`
    const path = `${FOLDER}/${name}`
    if (process.env['TRUNKLINE_UPDATE_README'] === '1') writeFileSync(fromRoot(path), text)
    expect(readFromRoot(path), REMEDY).toBe(text)
  }
  expect(readdirSync(fromRoot(FOLDER)).toSorted()).toEqual(Object.keys(DASHBOARDS).toSorted())
})
