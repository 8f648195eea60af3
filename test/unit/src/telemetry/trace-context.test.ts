import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTraceContext, parseTraceContext } from '../../../../src/telemetry/trace-context.js'

const digit = fc.constantFrom(...'0123456789abcdef')
const hex = (length: number) =>
  fc.string({ unit: digit, minLength: length, maxLength: length }).filter((text) => !/^0+$/.test(text))

describe('a trace context', () => {
  test('is written as it was read', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, isSampled) => {
        const traceparent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
        const parsed = parseTraceContext({ traceparent })
        expect(parsed).toMatchObject({ traceId, spanId, traceFlags: isSampled ? 1 : 0 })
        expect(parsed === null ? null : formatTraceContext(parsed)).toEqual({ traceparent })
      }),
    )
  })

  test('of a later version is read as far as it is known, and written in this one', () => {
    const parsed = parseTraceContext({
      traceparent: `cc-${'a'.repeat(32)}-${'b'.repeat(16)}-03-what-the-future-brings`,
    })
    expect(parsed === null ? null : formatTraceContext(parsed)).toEqual({
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    })
  })

  test('is nothing, or well-formed, whatever a client sends', () => {
    const headers = fc.record({ traceparent: fc.string(), tracestate: fc.string({ unit: 'binary' }) })
    const near = hex(32).chain((traceId) =>
      fc.record({
        traceparent: fc.constant(`00-${traceId}-${'b'.repeat(16)}-01`),
        tracestate: fc.string({ unit: 'binary' }),
      }),
    )
    fc.assert(
      fc.property(fc.oneof(headers, near), (sent) => {
        const parsed = parseTraceContext(sent)
        if (parsed === null) return
        const { traceparent, tracestate = '' } = formatTraceContext(parsed)
        expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
        expect(tracestate).toMatch(/^[\x20-\x7e]{0,512}$/)
      }),
    )
  })
})
