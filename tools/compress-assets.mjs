// A plug-in of Vite for the pages that the server serves: it keeps their large assets in Brotli only.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

/** The best quality takes ten times as long, so it is only for what is published (`prepack` sets the variable). */
const BROTLI_QUALITY = process.env['TRUNKLINE_RELEASE'] === '1' ? 11 : 5

/**
 * Compresses every asset that gets smaller, in place of the asset itself: the server makes other forms from it.
 * @returns {import('vite').Plugin}
 */
export function compressAssets() {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir }) {
      const assets = join(dir ?? '', 'assets')
      for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg|ttf)$/.test(file))) {
        const path = join(assets, name)
        const content = readFileSync(path)
        if (content.length < 1024) continue
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: brotliParams(content.length) }))
        rmSync(path)
      }
    },
  }
}

/** @param {number} size of the content, in bytes. */
const brotliParams = (size) => ({
  [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  [constants.BROTLI_PARAM_SIZE_HINT]: size,
})
