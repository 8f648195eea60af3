/** An answer as the graph sends it, or one that this page makes in its form because another program has answered. */
export interface Answer {
  readonly [key: string]: unknown
}

/** A page of a proxy is shown only by its title: what it says in full is of no help, and may be long. */
const TITLE = /<title[^>]*>([^<]*)<\/title>/i
const MAX_TITLE_LENGTH = 200
const MAX_TEXT_LENGTH = 200

/**
 * Reads the answer to an operation. The gateway always sends a JSON object; anything else comes from a proxy in between,
 * and the result says so in the form of a GraphQL error, with the code NOT_FROM_TRUNKLINE.
 */
export async function readAnswer(response: Response): Promise<Answer> {
  if (isRedirect(response))
    return notFromGateway(
      'The request was redirected, which Trunkline never does: the sign-in at a proxy has probably ended. Reload this page to sign in again.',
      {},
    )
  const text = await response.text()
  const answer = parseObject(text)
  if (answer !== null) return answer
  const { status } = response
  const contentType = response.headers.get('content-type') ?? 'no content type'
  const shown = textOf(text, contentType)
  return notFromGateway(
    `The answer has status ${status} and is ${describe(contentType, text)}, not the JSON that Trunkline sends: a proxy between this page and the gateway has answered. ${ADVICE[status] ?? 'Ask the operator of the proxy.'}`,
    { status, contentType, ...(shown === '' ? {} : { text: shown }) },
  )
}

/** What a proxy means by a status. */
const ADVICE: Readonly<Record<number, string>> = {
  200: 'It may be its sign-in page: reload this page to sign in again.',
  401: 'It requires a sign-in: reload this page to sign in.',
  403: 'It does not allow this request.',
  404: 'It does not know this path: check where it leads to.',
  413: 'It does not accept a request of this size.',
  429: 'It limits how often you may send requests: wait and try again.',
  502: 'It could not reach the gateway: check that the gateway runs, and try again.',
  503: 'It has no gateway to send the request to: check that the gateway runs, and try again.',
  504: 'It did not wait long enough: request fewer rows, or raise its time limit.',
}

/** The answer that stands for no answer at all. */
export const unreachable = (error: unknown): Answer => ({
  errors: [
    {
      message: `The gateway could not be reached: ${error instanceof Error ? error.message : String(error)}. Check that it runs, and that this device is online.`,
      extensions: { code: 'UNREACHABLE' },
    },
  ],
})

/** Browsers do not show the status of a redirect that is not followed. */
const isRedirect = ({ type, status }: Response): boolean => type === 'opaqueredirect' || (status >= 300 && status < 400)

const notFromGateway = (message: string, details: Readonly<Record<string, unknown>>): Answer => ({
  errors: [{ message, extensions: { code: 'NOT_FROM_TRUNKLINE', ...details } }],
})

function parseObject(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

const describe = (contentType: string, text: string): string =>
  text.trim() === '' ? 'empty' : contentType.includes('html') ? 'an HTML page' : `of type ${contentType}`

const textOf = (text: string, contentType: string): string =>
  contentType.includes('html')
    ? (TITLE.exec(text)?.[1] ?? '').trim().slice(0, MAX_TITLE_LENGTH)
    : text.trim().slice(0, MAX_TEXT_LENGTH)
