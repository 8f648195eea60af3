// A browser without a window: it keeps cookies by host, follows redirects, and says where its requests come from.

export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export class Browser {
  /** By host name, as browsers keep them for all ports of it, and by name. */
  readonly #cookies = new Map<string, Map<string, string>>()
  /** Every value of Set-Cookie that it was sent. */
  readonly received: string[] = []

  /** The cookies for a host, as in the header Cookie. */
  cookiesFor(url: string): string {
    return [...this.#jar(url)].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name)
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value)
  }

  /** Opens an address and follows redirects to the first page for which `isEnd` holds, or that does not redirect. */
  async open(url: string, isEnd: (next: string) => boolean = () => false): Promise<Page> {
    const page = await this.#send(url, { method: 'GET' })
    const location = page.headers.get('location')
    if (location === null) return page
    const next = new URL(location, url).href
    return isEnd(next) ? page : this.open(next, isEnd)
  }

  /** Sends the form of a page, to its own address. */
  async submit(
    url: string,
    fields: Readonly<Record<string, string>>,
    isEnd?: (next: string) => boolean,
  ): Promise<Page> {
    const page = await this.#send(url, { method: 'POST', body: new URLSearchParams(fields) })
    const location = page.headers.get('location')
    if (location === null) return page
    const next = new URL(location, url).href
    return isEnd?.(next) === true ? page : this.open(next, isEnd)
  }

  /** What a script of a page of the same origin sends. */
  fetch(url: string, init: RequestInit = {}): Promise<Page> {
    const { origin } = new URL(url)
    const own = { 'sec-fetch-site': 'same-origin', ...(init.method === 'POST' ? { origin } : {}) }
    return this.#send(url, { ...init, headers: { ...own, ...toRecord(init.headers) } })
  }

  /** Posts an operation, as the explorer page does. */
  query(gatewayUrl: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    })
  }

  async #send(url: string, init: RequestInit): Promise<Page> {
    const cookie = this.cookiesFor(url)
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...toRecord(init.headers) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const text of response.headers.getSetCookie()) this.#keep(url, text)
    return { url, status: response.status, headers: response.headers, text: await response.text() }
  }

  #keep(url: string, text: string): void {
    this.received.push(text)
    const [pair = '', ...attributes] = text.split(/; */)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const isGone = value === '' || attributes.some((attribute) => /^max-age=0$/i.test(attribute))
    if (isGone) this.#jar(url).delete(name)
    else this.#jar(url).set(name, value)
  }

  #jar(url: string): Map<string, string> {
    const { hostname } = new URL(url)
    const jar = this.#cookies.get(hostname) ?? new Map<string, string>()
    this.#cookies.set(hostname, jar)
    return jar
  }
}

const toRecord = (headers: RequestInit['headers']): Record<string, string> =>
  Object.fromEntries(new Headers(headers ?? {}).entries())
