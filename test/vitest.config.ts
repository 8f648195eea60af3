import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** What all runs have in common. */
export const usual = defineConfig({
  root: fromRoot(''),
  // type-graphql loads graphql's CommonJS build; a second copy would be another realm.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      // As examples/ import the package.
      { find: 'trunkline/adapter', replacement: fromRoot('adapters/kit.ts') },
      { find: 'trunkline/testing', replacement: fromRoot('src/testing.ts') },
    ],
  },
  test: {
    setupFiles: ['test/setup.ts'],
    environment: 'node',
    testTimeout: 30_000,
    // On a machine that does other work as well, several stacks take their time to start.
    hookTimeout: 60_000,
    maxWorkers: '100%',
    reporters: ['default', fromRoot('test/closing-line.ts')],
  },
})

/**
 * They change what belongs to a whole process: modules, its environment, where its traces go. Or they look at its memory,
 * which takes long where all other tests have left theirs.
 */
const ALONE = [
  'test/integration/paging/selected.test.ts',
  'test/integration/telemetry/{redaction,traces,untraced}.test.ts',
  'test/integration/access/rows-*.test.ts',
  'test/integration/graph/dropped-secrets.test.ts',
  'test/unit/adapters/wire/xml-list/retained.test.ts',
]

/** They take long, and are part of `npm run test:long`. */
export const LONG = [
  'test/chaos/{hammer,nothing-left,recovery}.test.ts',
  'test/integration/access/log-in-page.test.ts',
  'test/integration/cli/{audit,outside-vendors,output,stop}.test.ts',
  'test/integration/cluster/*.test.ts',
  'test/integration/explorer/page.test.ts',
  'test/integration/explorer/page-live.test.ts',
  'test/integration/explorer/editor.test.ts',
  'test/integration/clients/{code-generator,generator-cli,typed-client}.test.ts',
  'test/integration/graph/every-operation.test.ts',
  'test/integration/live/{restart,stalled-readers}.test.ts',
  'test/integration/package/packed.test.ts',
  'test/integration/paging/apollo-client.test.ts',
  'test/integration/telemetry/{alerts,prometheus}.test.ts',
  'test/integration/wallboard/{board,browser-*}.test.ts',
]

export default defineConfig({
  ...usual,
  test: {
    ...usual.test,
    projects: [
      // To load all modules anew for each file would take as long as all tests.
      {
        extends: true,
        test: {
          name: 'together',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/bench/**', ...ALONE, ...LONG],
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, exclude: LONG } },
    ],
  },
})
