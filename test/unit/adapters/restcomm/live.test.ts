// Calls in progress, and what is done to them, through the adapter.

import { describe, expect, test } from 'vitest'
import type { AnyList, Row } from '../../../../adapters/contract.js'
import { phaseAt, type World, type WorldCallPhase } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, createWorld, worldCall } from '../../../../adapters/simulation/world.js'
import type { InProcessSource } from '../../../../src/conformance/in-process.js'
import { listsOf } from '../../../../src/conformance/operations.js'
import { readWhole } from '../../../../src/conformance/whole-list.js'
import { fieldOf, openSource } from './declared.js'
import { openSite } from './site.js'

const NOW = Date.UTC(2026, 2, 3, 12)
const busyWorld = () => createWorld({ startMs: NOW, history: 600, vendors: ['restcomm'], seed: 5 })

function listOf(source: InProcessSource, wanted: string): AnyList {
  const found = listsOf(source.declaration).find(({ name }) => name === wanted)
  if (found === undefined) throw new Error(`${wanted} is not declared`)
  return found.list
}
/** How many calls of the world are in these phases. */
const inPhases = (world: World, ...phases: WorldCallPhase[]): number =>
  world.calls('restcomm', NOW).filter((call) => phases.includes(phaseAt(call, NOW))).length

describe.each(['json', 'xml'])('in %s', (format) => {
  const live = (product: string, world: World, filter: object) => {
    const source = openSource({ product, format }, world, () => NOW)
    const list = listOf(source, 'activeCalls')
    const { rows } = readWhole(source, list, filter, 100)
    return rows.map((row) => String(fieldOf(list, 'state', row)))
  }
  const count = (states: readonly string[], wanted: string) => states.filter((state) => state === wanted).length

  test('Connect lists every call that rings or is connected, however its row spells it, and no other', () => {
    const world = busyWorld()
    const states = live('connect', world, {})
    expect(inPhases(world, 'connected')).toBeGreaterThan(20)
    expect(inPhases(world, 'ringing')).toBeGreaterThan(0)
    expect(states).toHaveLength(inPhases(world, 'ringing', 'connected'))
    expect(count(states, 'RINGING')).toBe(inPhases(world, 'ringing'))
    expect(count(states, 'CONNECTED')).toBe(inPhases(world, 'connected'))
  })
  test('Connect lists calls that ring where those are requested', () => {
    const world = busyWorld()
    const states = live('connect', world, { state: ['RINGING'] })
    expect(inPhases(world, 'ringing')).toBeGreaterThan(0)
    expect(states).toEqual(Array.from({ length: inPhases(world, 'ringing') }, () => 'RINGING'))
  })
  test('Connect lists all calls where several states are requested, so that none is missing', () => {
    const world = busyWorld()
    const states = live('connect', world, { state: ['SETUP', 'RINGING', 'CONNECTED'] })
    expect(count(states, 'SETUP')).toBe(inPhases(world, 'setup'))
    expect(count(states, 'RINGING')).toBe(inPhases(world, 'ringing'))
    expect(count(states, 'CONNECTED')).toBe(inPhases(world, 'connected'))
    expect(count(states, 'ENDED')).toBe(inPhases(world, 'ended'))
  })
  test('the SBC lists every call that is not over', () => {
    const world = busyWorld()
    const states = live('sbc', world, {})
    expect(states).toHaveLength(inPhases(world, 'setup', 'ringing', 'connected'))
    expect(count(states, 'CONNECTED')).toBe(inPhases(world, 'connected'))
  })
  test('the SBC records no call that is in progress, nor one that was busy, not answered or cancelled', () => {
    const world = busyWorld()
    const source = openSource({ format }, world, () => NOW)
    const list = listOf(source, 'calls')
    const statuses = readWhole(source, list, {}, 100).rows.map((row) => fieldOf(list, 'status', row))
    expect([...new Set(statuses)].sort()).toEqual(['COMPLETED', 'FAILED'])
  })
})

describe('a call is placed', () => {
  const order = { from: '+4570305050', to: '+4581808888', url: 'http://192.0.2.10/demo.xml' }
  const place = (options: Readonly<Record<string, unknown>>, more: object = {}) => {
    const world = arrayWorld({ calls: [] })
    const source = openSource(options, world, () => NOW)
    const { makeCall } = source.declaration.control
    if (makeCall === undefined) throw new Error('makeCall is not declared')
    const rows = source.ask(makeCall.request({ ...order, ...more }), makeCall.decode)
    const list = listOf(source, 'calls')
    return { rows, world, read: (name: string, row: Row = {}) => fieldOf(list, name, row) }
  }
  test.each([
    { product: 'sbc', format: 'json' },
    { product: 'sbc', format: 'xml' },
    { product: 'connect', format: 'json' },
    { product: 'connect', format: 'xml' },
  ])('by $product, and is read under $format', (options) => {
    const { rows, world, read } = place(options)
    expect(rows).toHaveLength(1)
    expect(read('caller', rows[0])).toMatchObject({ e164: '+4570305050' })
    expect(read('callee', rows[0])).toMatchObject({ e164: '+4581808888' })
    expect(read('status', rows[0])).toBe('QUEUED')
    const { from: caller, to: callee } = order
    expect(world.calls('restcomm', NOW)).toMatchObject([{ caller, callee, direction: 'outbound' }])
  })
  test('to a client with two devices, which is two calls', () => {
    const { rows, read } = place({ product: 'connect' }, { to: 'client:alice' })
    expect(new Set(rows.map((row) => read('nativeId', row))).size).toBe(2)
  })
  test.each(['From', 'To', 'Url'])('never without %s', (name) => {
    const form = new URLSearchParams({ From: '1', To: '2', Url: '3' })
    form.delete(name)
    const world = arrayWorld({ calls: [] })
    expect(openSite({}, world, NOW)('/Calls.json', { method: 'POST', body: form.toString() })).toMatchObject({
      status: 400,
      body: `${name} can not be null.`,
    })
    expect(world.calls('restcomm', NOW)).toEqual([])
  })
  test('and written in XML under the name of a Java class', () => {
    const body = new URLSearchParams({ From: '1', To: '2', Url: '3' }).toString()
    const answer = openSite({}, arrayWorld({ calls: [] }), NOW)('/Calls', { method: 'POST', body })
    expect(answer.body).toMatch(/^<org\.restcomm\.connect\.dao\.entities\.CallDetailRecord>\n {2}<Call>/)
  })
})

describe('a call is ended', () => {
  const world = () =>
    arrayWorld({
      calls: [
        worldCall({ index: 0, startedAtMs: NOW - 30_000 }),
        worldCall({ index: 1, startedAtMs: NOW - 3000 }),
        worldCall({ index: 2, startedAtMs: NOW - 3_600_000 }),
      ],
    })
  const opened = () => {
    const source = openSource({ product: 'connect' }, world(), () => NOW)
    const { disconnectCall } = source.declaration.control
    if (disconnectCall === undefined) throw new Error('disconnectCall is not declared')
    const calls = listOf(source, 'calls')
    const ids = readWhole(source, calls, {}, 100).ids
    const { request, decode, outcomeOfError } = disconnectCall
    const end = (id = '') => source.ask(request(id), decode, (seen) => outcomeOfError?.(seen) ?? undefined)
    return { ids, end }
  }
  test('when it is connected or rings; the second time it is over', () => {
    const { ids, end } = opened()
    const [ringing, connected, ended] = ids
    for (const id of [ringing, connected]) {
      expect(end(id)).toEqual({ outcome: 'REQUESTED', disconnectedCount: null })
      expect(end(id)).toEqual({ outcome: 'ALREADY_ENDED' })
    }
    expect(end(ended)).toEqual({ outcome: 'ALREADY_ENDED' })
  })
  test('not when it is unknown, nor when its id is invalid', () => {
    const { end } = opened()
    expect(end('CA0123456789abcdef0123456789abcdef')).toEqual({ outcome: 'NOT_FOUND' })
    expect(() => end('CA-0123456789abcdef0123456789abcdef-')).toThrow(
      expect.objectContaining({ name: 'VendorFault', code: 'REJECTED' }),
    )
  })
  test('by cancelling only while it is not connected, and by nothing else', () => {
    const there = world()
    const connect = openSite({ product: 'connect' }, there, NOW)
    const source = openSource({ product: 'connect' }, there, () => NOW)
    const [ringing = '', connected = ''] = readWhole(source, listOf(source, 'calls'), {}, 100).ids
    const path = (sid: string) => `/Accounts/ACae6e420f425248d6a26948c17a9e2acf/Calls/${sid}.json`
    const send = (sid: string, Status: string) =>
      connect(path(sid), { method: 'POST', body: new URLSearchParams({ Status }).toString() }).status
    expect(send(connected, 'canceled')).toBe(200)
    expect(send(connected, 'paused')).toBe(200)
    expect(send(connected, 'completed')).toBe(200)
    expect(send(connected, 'completed')).toBe(410)
    expect(send(ringing, 'canceled')).toBe(200)
    expect(send(ringing, 'canceled')).toBe(410)
  })
})
