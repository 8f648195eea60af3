import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Writes a .br and a .gz file for every asset that gets smaller, so that the server never compresses. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle({ dir }) {
      const assets = join(dir ?? '', 'assets')
      for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg|ttf)$/.test(file))) {
        const path = join(assets, name)
        const content = readFileSync(path)
        if (content.length < 1024) continue
        // Quality 11 takes ten times as long and saves a few percent.
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [precompress()],
  // The page is served at /graphql and its assets at /explorer/assets; relative URLs allow a proxy to add a prefix.
  experimental: {
    renderBuiltUrl: (filename, { hostType }) => (hostType === 'html' ? `explorer/${filename}` : { relative: true }),
  },
  build: {
    outDir: fileURLToPath(new URL('../../dist/explorer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5000,
    // The licenses of the bundled packages, which must be distributed with them.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      onLog: (level, log, print) => {
        // The libraries mark their modules for React's server components, which this page does not use.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log)
      },
    },
  },
  worker: { format: 'es' },
})
