import { isSignedOut, type Sender } from './graphql.js'

/** What the page gets to know about itself before anybody has signed in (`wallboard/page.json`). */
export interface PageFacts {
  readonly title: string
  /** Changes when another build of the page is served. */
  readonly build: string
  /** After this time without any event the board is stale. */
  readonly silenceMs: number
  readonly signIn: {
    readonly isRequired: boolean
    /** Whether this browser can log in at an OpenID provider. */
    readonly canLogIn: boolean
  }
}

/** When alarms are raised, as configured; left out: such alarms are not raised. Times in milliseconds, shares from 0 to 1. */
export interface AlarmSettings {
  readonly sourceDownForMs?: number
  readonly dropTo?: number
  readonly dropWithinMs?: number
  readonly dropFrom?: number
  readonly longerThanMs?: number
  readonly countryShare?: { readonly of: readonly string[]; readonly above: number }
}

/** Who reads the board (`wallboard/viewer.json`). */
export interface Viewer {
  /** Null: nobody signs in at this gateway. */
  readonly name: string | null
  /** Equal for tabs that may share what they receive. */
  readonly sharingKey: string
  /** Whether it may see what concerns everybody: alarms and the history. */
  readonly seesTotals: boolean
  /** Null where it may not see them. */
  readonly alarms: AlarmSettings | null
}

/** The page's own facts; null: the gateway could not be reached. */
export async function fetchFacts(): Promise<PageFacts | null> {
  try {
    const response = await fetch('wallboard/page.json', { cache: 'no-cache', redirect: 'manual' })
    if (!response.ok) return null
    const facts: PageFacts = await response.json()
    return facts
  } catch {
    return null
  }
}

/** Who reads; null: the gateway could not be reached, or is busy. */
export async function fetchViewer({
  headers,
}: Pick<Sender, 'headers'>): Promise<Viewer | 'signed-out' | { readonly refusal: string } | null> {
  try {
    const response = await fetch('wallboard/viewer.json', { headers: headers(), cache: 'no-store', redirect: 'manual' })
    if (isSignedOut(response)) return 'signed-out'
    if (response.status === 403) return { refusal: await messageOf(response) }
    if (!response.ok) return null
    const viewer: Viewer = await response.json()
    return viewer
  } catch {
    return null
  }
}

async function messageOf(response: Response): Promise<string> {
  const { errors }: { errors?: readonly { readonly message: string }[] } = await response.json()
  return errors?.[0]?.message ?? `status ${response.status}`
}

/** The log-in leads back to this page. */
export const logInUrl = (path: string): string => `auth/login?returnTo=${encodeURIComponent(path)}`
