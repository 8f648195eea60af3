import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compressAssets } from '../../tools/compress-assets.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [compressAssets()],
  // The page is served at /wallboard and its assets below it; relative URLs allow a proxy to add a prefix.
  experimental: {
    renderBuiltUrl: (filename, { hostType }) => (hostType === 'html' ? `wallboard/${filename}` : { relative: true }),
  },
  build: {
    outDir: here('../../dist/wallboard'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The licenses of the bundled packages, which must be distributed with them.
    license: { fileName: 'licenses.md' },
  },
})
