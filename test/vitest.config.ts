import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

export default defineConfig({
  root: fromRoot(''),
  // type-graphql loads graphql's CommonJS build; a second copy would be another realm.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    setupFiles: ['test/setup.ts'],
    environment: 'node',
    testTimeout: 30_000,
    // On a machine that does other work as well, several stacks take their time to start.
    hookTimeout: 60_000,
    maxWorkers: '100%',
    reporters: ['default', fromRoot('test/closing-line.ts')],
  },
})
