import type { Plugin } from 'vite'

/** Compresses every asset that gets smaller, in place of the asset itself: the server makes other forms from it. */
export function compressAssets(): Plugin
