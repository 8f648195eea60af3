import { useRef } from 'preact/hooks'
import { logInUrl, type PageFacts } from '../core/viewer.js'

interface SignInProps {
  readonly facts: PageFacts
  /** Whether a key was given and refused. */
  readonly wasRefused: boolean
  readonly onKey: (key: string) => void
}

/** Shown in place of the board while nobody is signed in. */
export function SignIn({ facts: { title, signIn }, wasRefused, onKey }: SignInProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <main className="sign-in">
      <h1 dir="auto">{title}</h1>
      <p role="status">
        <b>Signed out.</b> {wasRefused ? 'The key was refused.' : 'Nothing is shown until somebody signs in.'}
      </p>
      {signIn.isRequired && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const key = field.current?.value.trim() ?? ''
            if (key !== '') onKey(key)
          }}
        >
          <label htmlFor="key">API key or token</label>
          <input id="key" ref={field} type="password" autoComplete="off" spellcheck={false} required />
          <button type="submit">Sign in</button>
          <p className="hint">It is kept until this tab is closed.</p>
        </form>
      )}
      {signIn.canLogIn && (
        <p>
          <a href={logInUrl(location.pathname)}>Log in with your account</a>
        </p>
      )}
      {!signIn.isRequired && (
        <p>
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      )}
    </main>
  )
}
