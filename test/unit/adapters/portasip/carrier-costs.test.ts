import { describe, expect, test } from 'vitest'
import { portasip } from '../../../../adapters/portasip/adapter.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { DIGEST, parametersOf } from './declared.js'

function exportOf(settings: Record<string, unknown> = DIGEST) {
  const { calls } = portasip.declare({ ...settings, callRecords: { carrierCosts: true } }).lists
  if (calls?.joined === undefined) throw new Error('no export is declared')
  return { ...calls.joined, fields: calls.fields }
}
const text = (value: string): string => `<value><string>${value}</string></value>`
const member = (name: string, value: string): string => `<member><name>${name}</name>${value}</member>`
const answer = (members: string): string =>
  `<?xml version="1.0"?><methodResponse><params><param><value><struct>${members}</struct></value></param></params></methodResponse>`
const exported = (last: string, ...lines: readonly string[]): string =>
  answer(
    member('result', text('OK')) +
      member('last_i_cdrs_connection', text(last)) +
      member('cdrs', `<value><array><data>${lines.map(text).join('')}</data></array></value>`),
  )

const FROM = Date.UTC(2026, 2, 1)
const ASKED = { fromMs: FROM, toMs: FROM + 3_600_000, token: null }

test('it is only declared where it is configured', () => {
  expect(portasip.declare(DIGEST).lists.calls?.joined).toBeUndefined()
})

test('the export is asked for with both dates, and continued by the id of a connection as text', () => {
  const dates = { start_date: '00:00:00.000 GMT Sun Mar 01 2026', end_date: '01:00:00.000 GMT Sun Mar 01 2026' }
  expect(parametersOf(exportOf().request(ASKED))).toEqual(dates)
  expect(parametersOf(exportOf({ trusted: { wholesalerId: 7 } }).request({ ...ASKED, token: '732' }))).toEqual({
    ...dates,
    start_i_cdrs_connection: '732',
    i_customer: '1',
  })
})

describe('an answer', () => {
  test('has rows by their keys, also where a value has a comma, and the id to continue from', () => {
    const line = 'HOST=198.51.100.1,CONFID=c0ffee01@192.0.2.10,COST=0.0041,DST-NAME=carrier, a=b,ELAPSED-TIME=120'
    expect(decodeText(exportOf().decode, exported('99999999999999731', line))).toEqual({
      rows: [
        {
          HOST: '198.51.100.1',
          CONFID: 'c0ffee01@192.0.2.10',
          COST: '0.0041',
          'DST-NAME': 'carrier, a=b',
          'ELAPSED-TIME': '120',
        },
      ],
      total: null,
      next: '99999999999999732',
    })
  })

  test('without rows is the last', () => {
    expect(decodeText(exportOf().decode, exported(''))).toEqual({ rows: [], total: null, next: null })
  })

  test.each([
    ['another result', answer(member('result', text('Permission denied')))],
    ['no rows', answer(member('result', text('OK')))],
    ['no id to continue from', exported('', 'CONFID=a')],
    [
      'structs for texts',
      answer(
        member('result', text('OK')) +
          member('cdrs', '<value><array><data><value><struct></struct></value></data></array></value>'),
      ),
    ],
  ])('with %s is a fault', (_what, body) => {
    expect(() => decodeText(exportOf().decode, body)).toThrow()
  })
})

describe('the carriers of a call', () => {
  const carrier = (name: string, seconds: number, cost: string) => ({
    'DST-NAME': name,
    COST: cost,
    'ELAPSED-TIME': String(seconds),
  })
  const read = (...carriers: readonly ReturnType<typeof carrier>[]) => {
    const { join, fields } = exportOf()
    const row = join({ call_id: 'a', cost: '0.02' }, carriers)
    return [fields.cost.read(row), fields.carrier.read(row), fields.price.read(row)]
  }
  const price = { amount: '0.02', currency: null }

  test('the one that carried it is paid; the price is still what the customer pays', () => {
    const failed = carrier('a', 0, '0')
    expect(read(failed, carrier('b', 60, '0.01234567890123456789'))).toEqual([
      { amount: '0.01234567890123456789', currency: null },
      'b',
      price,
    ])
  })

  test('the last one that was tried is named where none carried it', () => {
    expect(read(carrier('a', 0, '0'), carrier('b', 0, '0'))).toEqual([{ amount: '0', currency: null }, 'b', price])
  })

  test('where several carried it, the cost of none is that of the call', () => {
    expect(read(carrier('a', 60, '0.1'), carrier('b', 60, '0.2'))).toEqual([null, 'b', price])
  })
})
