// Signing in at a simulator, in the simplest way that each scheme allows.

import type { Declaration, VendorFault, VendorRequest } from '../../adapters/contract.js'
import { type Answer, readAnswer } from './answers.js'
import { answerChallenge, parseChallenge } from './digest.js'

/** Hands one request to the simulator. */
export type Deliver = (request: VendorRequest, authorization?: string) => Delivered
interface Delivered extends Answer {
  readonly challenge: string | undefined
  /** What stood in the request line. */
  readonly target: string
}

export interface Authenticator {
  /** Sends a request with the credentials that the scheme requires. */
  readonly send: (request: VendorRequest) => Answer
  /** Whether the next attempt would be signed in another way than the one that met this fault. */
  readonly renews: (fault: VendorFault) => boolean
}

export function authenticatorOf(declaration: Declaration, deliver: Deliver): Authenticator {
  const { auth } = declaration
  const renews = () => false
  switch (auth.scheme) {
    case 'none':
      return { renews, send: (request) => deliver(request) }
    case 'basic': {
      const credentials = Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')
      return { renews, send: (request) => deliver(request, `Basic ${credentials}`) }
    }
    case 'bearer':
      return { renews, send: (request) => deliver(request, `Bearer ${auth.token.reveal()}`) }
    case 'digest':
      return { renews, send: withDigest(auth, deliver) }
    case 'login':
      return withLogin(declaration, auth, deliver)
    case 'signed':
      return withSignature(auth, deliver)
  }
}

type Scheme<Name> = Extract<Declaration['auth'], { scheme: Name }>

/** A new challenge for every request: nonces are not kept. */
function withDigest(auth: Scheme<'digest'>, deliver: Deliver): Authenticator['send'] {
  const who = { username: auth.username, password: auth.password.reveal() }
  return (request) => {
    const first = deliver(request)
    const challenge = parseChallenge(first.challenge)
    if (first.status !== 401 || challenge === null) return first
    return deliver(request, answerChallenge(challenge, who, { method: request.method, uri: first.target, count: 1 }))
  }
}

function withLogin(declaration: Declaration, auth: Scheme<'login'>, deliver: Deliver): Authenticator {
  let token: string | null = null
  return {
    send: (request) => {
      token ??= readAnswer(declaration, deliver(auth.request()), auth.decode).token
      return deliver(request, `Bearer ${token}`)
    },
    renews: (fault) => {
      token = null
      return fault.hint === 'token-expired'
    },
  }
}

function withSignature(auth: Scheme<'signed'>, deliver: Deliver): Authenticator {
  let place = 0
  return {
    send: (request) => deliver(auth.sign(request, auth.variants[place] ?? '')),
    renews: (fault) => {
      if (fault.hint !== 'signature-refused' || place + 1 >= auth.variants.length) return false
      place += 1
      return true
    },
  }
}
