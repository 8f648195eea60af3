import { type Declaration, type Decoder, type StartDecoder, VendorFault } from '../../adapters/contract.js'
import { faultFrom } from '../../adapters/wire/faults.js'
import { toFailure } from '../errors/network-errors.js'
import { SourceFailure } from '../errors/source-failure.js'
import { capBytes, declaredPacking, gunzip, Pacer, tooLarge, unpack } from './body-stages.js'
import { toText, toTextAtEnd } from './body-text.js'
import type { AnswerHead, BodySink, Flow, OpenBody } from './exchange.js'

// Interprets a response by its status: a success is decoded, a redirect is refused, an error is looked up in the fault table.

/** How many bytes of an error response are read. */
const ERROR_BODY_BYTES = 64 * 1024

export interface AnswerRules {
  readonly declaration: Pick<Declaration, 'faults' | 'readError'>
  readonly maxResponseBytes: number
  readonly clock: { now(): number }
  /** Called with the size in bytes of each piece of the body on the wire. */
  readonly onBytes: (count: number) => void
  /** Called with the number of repairs when an answer was read that needed some. */
  readonly onRepairs: (count: number) => void
}

/** Decodes a successful response; fails with a SourceFailure for any other. */
export const readAnswer =
  <Result>(start: StartDecoder<Result>, rules: AnswerRules): OpenBody<Result> =>
  (head, flow) => {
    if (head.httpStatus >= 200 && head.httpStatus <= 299) return readSuccess(head, flow, start, rules)
    if (REDIRECTS.has(head.httpStatus)) throw redirected(head.httpStatus)
    return readFailure(head, flow, rules)
  }

const REDIRECTS = new Set([300, 301, 302, 303, 307, 308])

// The target is not reported: it is vendor text and may contain a session token.
const redirected = (httpStatus: number): SourceFailure =>
  new SourceFailure(
    'PROTOCOL',
    `the configured URL redirects (HTTP ${httpStatus}), and redirects are not followed; configure the target URL`,
    { observed: { httpStatus } },
  )

const contentTypeOf = (head: AnswerHead): string => head.header('content-type') ?? ''

interface BodyRules extends Pick<AnswerRules, 'onBytes' | 'onRepairs'> {
  readonly maxBytes: number
  readonly strict: boolean
}

function openBody<Result>(head: AnswerHead, flow: Flow<Result>, decoder: Decoder<Result>, rules: BodyRules): BodySink {
  const done = (result: Result): void => {
    if (decoder.repairs !== undefined && decoder.repairs.count > 0) rules.onRepairs(decoder.repairs.count)
    flow.done(result)
  }
  const contentType = contentTypeOf(head)
  const text = (): BodySink =>
    decoder.readsAtEnd === true
      ? toTextAtEnd(contentType, rules.strict, decoder, done)
      : toText(contentType, rules.strict, decoder, done)
  const unpacked = unpack(declaredPacking(head), {
    plain: () => (decoder.readsAtEnd === true ? text() : new Pacer(text(), flow)),
    gzip: () => gunzip(capBytes(rules.maxBytes, text()), flow),
  })
  return capBytes(rules.maxBytes, unpacked, rules.onBytes)
}

function readSuccess<Result>(
  head: AnswerHead,
  flow: Flow<Result>,
  start: StartDecoder<Result>,
  { maxResponseBytes: maxBytes, onBytes, onRepairs }: AnswerRules,
): BodySink {
  if (Number(head.header('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const decoder = start({ contentType: contentTypeOf(head) })
  return openBody(head, flow, decoder, { maxBytes, strict: true, onBytes, onRepairs })
}

/** Reads the beginning of an error response. When the body cannot be read, or never ends, the status alone decides. */
function readFailure(head: AnswerHead, flow: Flow<never>, rules: AnswerRules): BodySink {
  const pieces: string[] = []
  const finish = (): void => flow.fail(errorAnswer(head, pieces.join(''), rules))
  const giveUp = (error: unknown): void => (toFailure(error) === null ? flow.fail(error) : finish())
  const body = new TolerantBody(giveUp)
  body.open(() =>
    openBody(
      head,
      { pause: () => flow.pause(), resume: () => flow.resume(), done: finish, fail: giveUp },
      { write: (text) => void pieces.push(text), end: () => undefined },
      { ...rules, maxBytes: ERROR_BODY_BYTES, strict: false },
    ),
  )
  return body
}

/** A body sink that passes errors to `giveUp` instead of throwing them. */
class TolerantBody implements BodySink {
  #body: BodySink | null = null
  constructor(private readonly giveUp: (error: unknown) => void) {}

  open(open: () => BodySink): void {
    this.#try(() => {
      this.#body = open()
    })
  }
  write(chunk: Buffer): void {
    this.#try(() => this.#body?.write(chunk))
  }
  end(): void {
    this.#try(() => this.#body?.end())
  }
  close(): void {
    this.#body?.close()
  }
  #try(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.giveUp(error)
    }
  }
}

/** Returns the failure that an error response stands for; or the error that the adapter's rules threw, which is a bug. */
function errorAnswer(head: AnswerHead, body: string, rules: AnswerRules): unknown {
  try {
    return toErrorFailure(head, body, rules)
  } catch (bug) {
    return bug
  }
}

function toErrorFailure(head: AnswerHead, body: string, { declaration, clock }: AnswerRules): SourceFailure {
  const seen = { httpStatus: head.httpStatus, ...readErrorQuietly(declaration, body, contentTypeOf(head)) }
  const fault = faultFrom(declaration.faults, seen)
  return new SourceFailure(fault.code, fault.message, {
    hint: fault.hint,
    retryAfterSeconds: parseRetryAfter(head.header('retry-after'), clock.now()),
    observed: { ...seen, statusText: head.statusText, challenges: head.headers('www-authenticate') },
  })
}

/** Returns nothing when the adapter cannot read the error response: then the status alone decides. */
function readErrorQuietly(declaration: AnswerRules['declaration'], body: string, contentType: string) {
  try {
    return declaration.readError(body, contentType)
  } catch (error) {
    if (error instanceof VendorFault) return {}
    throw error
  }
}

const HTTP_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/
const DAY_SECONDS = 24 * 60 * 60

/**
 * Parses Retry-After to seconds from now: RFC 9110 allows seconds or an HTTP date (only the current date format is read).
 * More than a day is limited to a day. Returns null when the header is absent or invalid.
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text), DAY_SECONDS)
  if (!HTTP_DATE.test(text)) return null
  const seconds = Math.ceil((Date.parse(text) - nowMs) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), DAY_SECONDS)
}
