import { inspect } from 'node:util'
import { errors } from 'undici'
import { describe, expect, it } from 'vitest'
import { VendorFault } from '../../../../adapters/contract.js'
import { ErrorCode } from '../../../../schema/enums.js'
import { toFailure } from '../../../../src/errors/network-errors.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'

const coded = (code: string): Error => Object.assign(new Error('connect 192.0.2.1 demo-password'), { code })

describe('a failure of a source', () => {
  it('knows for every code whether a retry helps', () => {
    const retryable = Object.values(ErrorCode).filter((code) => new SourceFailure(code, '').retryable)
    expect(retryable.toSorted()).toEqual(
      ['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'THROTTLED', 'CIRCUIT_OPEN', 'OVERLOADED', 'DEADLINE'].toSorted(),
    )
  })

  it('does not print its observations', () => {
    const observed = { httpStatus: 401, code: 'secret-code', text: 'secret-text', challenges: ['secret-challenge'] }
    const failure = new SourceFailure('REJECTED', 'refused', { observed, retryAfterSeconds: 3, hint: 'token-expired' })
    expect(failure.observed).toEqual(observed)
    expect(failure).toMatchObject({ retryAfterSeconds: 3, hint: 'token-expired' })
    const printed = [
      JSON.stringify(failure),
      inspect(failure, { showHidden: true, depth: 9 }),
      String(failure),
      JSON.stringify(Object.getOwnPropertyDescriptors(failure)),
      JSON.stringify({ ...failure }),
    ]
    expect(printed.join('\n')).not.toContain('secret-')
  })

  it('has no hint and no wait unless they are given', () => {
    const failure = new SourceFailure('TIMEOUT', 'late')
    expect(Object.keys(failure)).not.toContain('hint')
    expect(failure).toMatchObject({ name: 'SourceFailure', retryAfterSeconds: null, observed: null })
  })
})

describe('an error', () => {
  it.each([
    ['ECONNREFUSED', 'UNREACHABLE'],
    ['ENOTFOUND', 'UNREACHABLE'],
    ['EAI_AGAIN', 'UNREACHABLE'],
    ['ECONNRESET', 'UNREACHABLE'],
    ['EPIPE', 'UNREACHABLE'],
    ['EHOSTUNREACH', 'UNREACHABLE'],
    ['ETIMEDOUT', 'UNREACHABLE'],
    ['EPROTO', 'UNREACHABLE'],
    ['CERT_HAS_EXPIRED', 'UNREACHABLE'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNREACHABLE'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNREACHABLE'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'UNREACHABLE'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'UNREACHABLE'],
    ['UND_ERR_SOCKET', 'UNREACHABLE'],
    ['UND_ERR_CONNECT_TIMEOUT', 'UNREACHABLE'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UNREACHABLE'],
    ['UND_ERR_DESTROYED', 'UNREACHABLE'],
    ['UND_ERR_SOMETHING_NEW', 'UNREACHABLE'],
    ['UND_ERR_HEADERS_TIMEOUT', 'TIMEOUT'],
    ['UND_ERR_BODY_TIMEOUT', 'TIMEOUT'],
    ['UND_ERR_HEADERS_OVERFLOW', 'PROTOCOL'],
  ])('with the code %s is %s, in our words', (code, expected) => {
    const failure = toFailure(coded(code))
    expect(failure).toMatchObject({ code: expected })
    expect(failure?.message).not.toMatch(/192\.0\.2\.1|demo-password/)
  })

  it('of a malformed answer is PROTOCOL', () => {
    expect(toFailure(new errors.HTTPParserError('x'))).toMatchObject({
      code: 'PROTOCOL',
      message: 'the answer is not HTTP',
    })
  })

  it('of the vendor keeps its code, words and hint', () => {
    const fault = new VendorFault('THROTTLED', 'asked too often', 'signature-refused')
    expect(toFailure(fault)).toMatchObject({
      code: 'THROTTLED',
      message: 'asked too often',
      retryable: true,
      hint: 'signature-refused',
    })
  })

  it('that is a SourceFailure already is passed through', () => {
    const failure = new SourceFailure('DEADLINE', 'late')
    expect(toFailure(failure)).toBe(failure)
    expect(toFailure(failure, AbortSignal.abort(failure))).toBe(failure)
  })

  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['an invalid argument', coded('UND_ERR_INVALID_ARG')],
    ['an unknown code', coded('ENOENT')],
    ['the name of a member of every object', coded('constructor')],
    ['no error at all', 'gone'],
    ["the caller's own", AbortSignal.abort().reason],
  ])('that is %s is not a failure of a source', (_name, error) => {
    expect(toFailure(error)).toBeNull()
  })

  it('that is the reason of the signal is not a failure of a source, whatever it looks like', () => {
    const reason = coded('ECONNRESET')
    expect(toFailure(reason, AbortSignal.abort(reason))).toBeNull()
    expect(toFailure(reason, new AbortController().signal)).toMatchObject({ code: 'UNREACHABLE' })
  })
})
