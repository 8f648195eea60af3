import type { Declaration, ListDeclaration, Row, VendorRequest } from '../../../../adapters/contract.js'
import { mor } from '../../../../adapters/mor/adapter.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import type { ActiveCallFilter } from '../../../../schema/filters.js'
import { encodeParameters } from '../../../../src/conformance/golden.js'
import { call, page } from '../../../conformance/mor/answers.js'

/** A configured source; the key is that of the vendor's sample request. */
export const declare = (settings: Record<string, unknown> = {}, username = 'username'): Declaration =>
  mor.declare({ auth: { username, secretKey: '456789' }, ...settings })

export function activeCallsOf(declaration: Declaration): ListDeclaration<'activeCalls'> {
  const list = declaration.lists.activeCalls
  if (list === undefined) throw new Error('mor declares no active calls')
  return list
}

export const requestFor = (declaration: Declaration, filter: ActiveCallFilter): VendorRequest =>
  activeCallsOf(declaration).request({ filter, window: { style: 'snapshot' }, detail: 'full' })

/** A request's form as it is sent. */
export const formOf = ({ body }: VendorRequest): string => (body?.kind === 'form' ? encodeParameters(body.fields) : '')

/** The row of a call that has an id and these elements. */
export function rowOf(elements: Readonly<Record<string, string>>): Row {
  const { rows } = decodeText(activeCallsOf(declare()).decode, page(call({ id: '1', ...elements })))
  const [row] = rows
  if (row === undefined) throw new Error('the page has no row')
  return row
}
