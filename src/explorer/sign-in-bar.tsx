import { useEffect, useState } from 'react'
import type { Headers, OnAnswered } from './fetcher.js'
import { fetchSession, logInUrl, logOut, type Session, type SignInWays } from './sign-in.js'

/** Says who sends the requests of this page, and how to become somebody else. */
export function SignInBar({ ways, session, onLogOut }: BarProps) {
  const [providerUrl, setProviderUrl] = useState<string | null>(null)
  const logInLink = ways.canLogIn ? <a href={logInUrl()}>Log in</a> : null
  const logOutHere = async () => {
    setProviderUrl(await logOut())
    onLogOut()
  }
  return (
    <div className="sign-in" role="status">
      {session === null ? null : 'refusal' in session ? (
        <>
          <span className="refusal">Not signed in: {session.refusal}.</span>
          {logInLink}
          <span>
            {logInLink === null ? 'Set' : 'or set'} the header{' '}
            <code>{'{ "Authorization": "Bearer <key or token>" }'}</code> under Headers, and fetch the schema again.
          </span>
          {providerUrl === null ? null : <a href={providerUrl}>Log out at the provider as well</a>}
        </>
      ) : (
        <>
          <span>
            Signed in as <b>{session.name}</b> ({describe(session)})
          </span>
          {session.kind === 'session' ? (
            <button type="button" onClick={() => void logOutHere()}>
              Log out
            </button>
          ) : (
            logInLink
          )}
        </>
      )}
    </div>
  )
}

interface BarProps {
  readonly ways: SignInWays
  /** Null: it is not known yet. */
  readonly session: Session | null
  readonly onLogOut: () => void
}

type SignedIn = Exclude<Session, { refusal: string }>

const KINDS: Readonly<Record<string, string>> = { key: 'API key', proxy: 'by the proxy' }

const describe = ({ kind, roles, tenant }: SignedIn): string =>
  [KINDS[kind] ?? kind, ...roles, ...(tenant === null ? [] : [`tenant ${tenant}`])].join(', ')

/** Who sends the requests: read once at the start, and again whenever that may have changed. */
export class SessionWatch {
  #lastHeaders: string | null = null
  #wasRefused = false
  /** Only the last one counts: answers may overtake each other. */
  #asked = 0
  onChange: (session: Session) => void = () => undefined

  /** @param readHeaders the headers of the editor. */
  constructor(private readonly readHeaders: () => Headers) {}

  readonly start = (): void => this.#ask(this.readHeaders())

  readonly onAnswered: OnAnswered = ({ status, headers }) => {
    const isRefused = status === 401 || status === 403
    const mayHaveChanged = isRefused || this.#wasRefused || JSON.stringify(headers) !== this.#lastHeaders
    this.#wasRefused = isRefused
    if (mayHaveChanged) this.#ask(headers)
  }

  #ask(headers: Headers): void {
    this.#lastHeaders = JSON.stringify(headers)
    const count = ++this.#asked
    void fetchSession(headers).then((session) => {
      if (count === this.#asked) this.onChange(session)
    })
  }
}

export function useSession(watch: SessionWatch): Session | null {
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => {
    watch.onChange = setSession
    watch.start()
  }, [watch])
  return session
}
