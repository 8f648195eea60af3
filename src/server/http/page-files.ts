import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

// The files of a built page. The build keeps large ones in Brotli only, which is what most browsers request;
// the other forms are made from it. That makes the package a third of the size.

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
}

interface Asset {
  readonly path: string
  readonly type: string
  /** Whether the file is compressed with Brotli. */
  readonly isBrotli: boolean
}

/** The page itself. */
export interface Page {
  readonly html: Buffer
  readonly etag: string
}

/**
 * The policy of a page: nothing from other origins, no inline script, no eval, and what the page needs besides.
 * @param others further directives.
 */
export const pageCsp = (others: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    ...others,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const builtDirectories = (name: string): readonly string[] =>
  [`../../../${name}`, `../../../dist/${name}`].map((path) => fileURLToPath(new URL(path, import.meta.url)))

/**
 * Opens a built page; undefined when it has not been built.
 * @param name its folder in what is built; `directory` is used in its place where it is given.
 */
export function openPage(name: string, directory?: string): PageFiles | undefined {
  for (const candidate of directory === undefined ? builtDirectories(name) : [directory]) {
    const files = PageFiles.open(candidate)
    if (files !== undefined) return files
  }
  return undefined
}

/** Sends the page itself, which browsers revalidate each time. */
export function sendPageFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { page }: PageFiles,
  contentSecurityPolicy: string,
): FastifyReply {
  reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cache-control', 'no-cache')
    .header('etag', page.etag)
  const isKnown = headers['if-none-match']?.includes(page.etag) === true
  return isKnown ? reply.code(304).send() : reply.type('text/html; charset=utf-8').send(page.html)
}

/** The built page and its assets. Only names that were there at the start are served: no path comes from a request. */
export class PageFiles {
  readonly page: Page
  readonly #assets: ReadonlyMap<string, Asset>
  /** Made once each, at the first request: together they take about two megabytes. */
  readonly #gzipped = new Map<string, Promise<Buffer>>()

  private constructor(directory: string) {
    const html = readFileSync(join(directory, 'index.html'))
    this.page = { html, etag: `"${createHash('sha256').update(html).digest('base64url')}"` }
    this.#assets = readAssets(join(directory, 'assets'))
  }

  /** @returns undefined when the page has not been built into this folder. */
  static open(directory: string): PageFiles | undefined {
    return existsSync(join(directory, 'index.html')) ? new PageFiles(directory) : undefined
  }

  /**
   * Sends an asset in a form that the client accepts.
   * @returns false when there is none of this name. Never the reply: a promise of it is one of undefined, as it is a promise
   * itself.
   */
  async send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const asset = this.#assets.get(name)
    if (asset === undefined) return false
    const { encoding, content } = await this.#formFor(asset, request)
    // Only now: an error must not be kept by browsers. The name has a hash of the content, so this never changes.
    reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable')
    if (asset.isBrotli) reply.header('vary', 'accept-encoding')
    if (encoding !== null) reply.header('content-encoding', encoding)
    reply.send(content)
    return true
  }

  async #formFor(asset: Asset, { headers }: FastifyRequest): Promise<Form> {
    if (!asset.isBrotli) return { encoding: null, content: await readFile(asset.path) }
    const accepted = new Negotiator({ headers: { ...headers } }).encodings(['br', 'gzip'])
    if (accepted.includes('br')) return { encoding: 'br', content: await readFile(asset.path) }
    if (accepted.includes('gzip')) return { encoding: 'gzip', content: await this.#gzip(asset) }
    return { encoding: null, content: await plain(asset.path) }
  }

  #gzip({ path }: Asset): Promise<Buffer> {
    const known = this.#gzipped.get(path)
    if (known !== undefined) return known
    const making = plain(path).then(promisify(gzip))
    this.#gzipped.set(path, making)
    making.catch(() => this.#gzipped.delete(path))
    return making
  }
}

interface Form {
  /** The header Content-Encoding; null for none. */
  readonly encoding: 'br' | 'gzip' | null
  readonly content: Buffer
}

const plain = async (path: string): Promise<Buffer> => promisify(brotliDecompress)(await readFile(path))

/** The assets by the names that the page uses. */
function readAssets(directory: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>()
  if (!existsSync(directory)) return assets
  for (const file of readdirSync(directory)) {
    const isBrotli = file.endsWith('.br')
    const name = isBrotli ? file.slice(0, -'.br'.length) : file
    const type = TYPES[extname(name)]
    // Where both forms are there, the compressed one is enough.
    if (type !== undefined && (isBrotli || !assets.has(name)))
      assets.set(name, { path: join(directory, file), type, isBrotli })
  }
  return assets
}
