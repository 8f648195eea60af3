import { protocolFault } from '../faults.js'
import { readScalar, type ScalarType, scalarType } from '../xml/rows/scalar.js'
import type { MadeRow, XmlRowEvents } from '../xml/syntax/events.js'
import { showElement } from '../xml/syntax/faults.js'
import { isXmlSpace } from '../xml/syntax/space.js'
import * as at from './grammar.js'
import { MemberNames, Prefixes } from './member-names.js'
import type { RpcValue } from './values.js'

type Struct = Record<string, RpcValue>

/** A struct or array that waits while an inner one is read. */
interface Outer {
  readonly struct: Struct
  readonly items: RpcValue[]
  readonly memberName: string | null
  readonly memberCount: number
}

/** Builds the value of a method response from the scanner's events, without an object per event. */
export class RpcReader implements XmlRowEvents {
  /** How many typed values held text that is not of their type; rows that are read as a whole are counted elsewhere. */
  repairs = 0
  private place: at.Place = at.DOCUMENT
  private readonly places: at.Place[] = []
  private struct: Struct = newStruct()
  private items: RpcValue[] = []
  private memberName: string | null = null
  private memberCount = 0
  private readonly outers: Outer[] = []
  private readonly memberNames = new MemberNames()
  /** Text of the value or name that is being read. */
  private collected = ''
  private type: ScalarType = 'string'
  /** The value that was read last, until what holds it takes it; undefined when there is none. */
  private value: RpcValue | undefined = undefined
  private hasData = false
  private isFault = false
  private readonly prefixes = new Prefixes()
  /** The white space that was seen last; it is repeated all over a document. */
  private space = ''

  /** What the response was. To be called when the document is complete. */
  response(): { readonly kind: 'result' | 'fault'; readonly value: RpcValue } {
    if (this.value === undefined) throw protocolFault(at.EXPECTED[at.RESPONSE], 'none')
    return { kind: this.isFault ? 'fault' : 'result', value: this.value }
  }

  get mayBeginRow(): boolean {
    return this.place === at.DATA
  }
  row(row: MadeRow): void {
    this.items.push(row)
  }

  open(name: string, attributes: Readonly<Record<string, string>> | null): void {
    const { place } = this
    this.places.push(place)
    if (attributes !== null) this.prefixes.declare(attributes, this.places.length)
    this.place = place >= at.VALUE ? this.enter(name) : this.enterEnvelope(name)
  }

  text(text: string): void {
    const { place } = this
    if (place === at.SCALAR || place === at.NAME || (place === at.VALUE && this.value === undefined)) {
      this.collected = this.collected === '' ? text : this.collected + text
    } else if (text !== this.space) {
      if (!isXmlSpace(text)) throw protocolFault(at.EXPECTED[place], 'text')
      this.space = text
    }
  }

  close(): void {
    this.leave()
    this.prefixes.leave(this.places.length)
    this.place = this.places.pop() ?? at.DOCUMENT
  }

  /** What an element is that begins inside of a value. */
  private enter(name: string): at.Place {
    switch (this.place) {
      case at.VALUE:
        return this.enterType(name)
      case at.MEMBER:
        if (name === 'name' && this.memberName === null) return this.collect(at.NAME)
        if (name === 'value' && this.memberName !== null && this.value === undefined) return this.collect(at.VALUE)
        break
      case at.DATA:
        if (name === 'value') return this.collect(at.VALUE)
        break
      case at.STRUCT:
        if (name === 'member') return at.MEMBER
        break
      case at.ARRAY:
        if (name === 'data' && !this.hasData) return at.DATA
        break
    }
    throw protocolFault(at.EXPECTED[this.place], showElement(name))
  }

  /** What an element is that begins around the value. */
  private enterEnvelope(name: string): at.Place {
    const { place } = this
    if (place === at.DOCUMENT) {
      if (name === 'methodResponse') return at.RESPONSE
      if (name.toLowerCase() === 'html') throw protocolFault(at.EXPECTED[place], 'an HTML page')
    } else if (this.value === undefined) {
      if (place === at.RESPONSE && name === 'params') return at.PARAMS
      if (place === at.RESPONSE && name === 'fault') {
        this.isFault = true
        return at.FAULT
      }
      if (place === at.PARAMS && name === 'param') return at.PARAM
      if ((place === at.PARAM || place === at.FAULT) && name === 'value') return this.collect(at.VALUE)
    }
    throw protocolFault(at.EXPECTED[place], showElement(name))
  }

  private collect(place: typeof at.NAME | typeof at.VALUE | typeof at.SCALAR): at.Place {
    this.collected = ''
    return place
  }

  private enterType(name: string): at.Place {
    if (this.value !== undefined || !isXmlSpace(this.collected)) {
      throw protocolFault(at.EXPECTED[at.VALUE], 'more than that')
    }
    if (name === 'struct' || name === 'array') return this.enterContainer(name)
    const type = scalarType(name, this.prefixes)
    if (type === undefined) throw protocolFault(at.EXPECTED[at.VALUE], showElement(name))
    this.type = type
    return this.collect(at.SCALAR)
  }

  private enterContainer(name: 'struct' | 'array'): at.Place {
    const { struct, items, memberName, memberCount } = this
    this.outers.push({ struct, items, memberName, memberCount })
    this.memberName = null
    this.memberCount = 0
    if (name === 'struct') {
      this.struct = newStruct()
      return at.STRUCT
    }
    this.items = []
    this.hasData = false
    return at.ARRAY
  }

  private leave(): void {
    switch (this.place) {
      case at.SCALAR:
        this.value = this.type === 'string' ? this.collected : readScalar(this.type, this.collected, this)
        return
      case at.VALUE:
        return this.leaveValue()
      case at.NAME:
        this.memberName = this.memberNames.unify(this.collected, this.memberCount++)
        return
      case at.MEMBER:
        return this.leaveMember()
      case at.STRUCT:
        return this.leaveContainer(this.struct)
      case at.DATA:
        this.hasData = true
        return
      case at.ARRAY:
        if (!this.hasData) throw protocolFault(at.EXPECTED[at.ARRAY], 'none')
        return this.leaveContainer(this.items)
      default:
        if (this.value === undefined) throw protocolFault(at.EXPECTED[this.place], 'none')
    }
  }

  private leaveValue(): void {
    if (this.value === undefined) this.value = this.collected
    if (this.places[this.places.length - 1] !== at.DATA) return
    this.items.push(this.value)
    this.value = undefined
  }

  private leaveMember(): void {
    const { memberName, value } = this
    if (memberName === null || value === undefined) throw protocolFault(at.EXPECTED[at.MEMBER], 'less than that')
    this.struct[memberName] = value
    this.memberName = null
    this.value = undefined
  }

  private leaveContainer(value: RpcValue): void {
    const outer = this.outers.pop()
    if (outer === undefined) return
    this.struct = outer.struct
    this.items = outer.items
    this.memberName = outer.memberName
    this.memberCount = outer.memberCount
    this.value = value
  }
}

/** Without a prototype: a member named __proto__ is a member like any other. V8 keeps this form compact. */
const newStruct = (): Struct => Object.setPrototypeOf({}, null)
