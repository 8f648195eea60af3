// XML-RPC answers as different servers would write them, with the value that each of them means.

import fc from 'fast-check'
import type { RpcValue } from '../../../../../adapters/wire/xml-rpc/values.js'
import { answer } from './rpc-answers.js'

export interface Written {
  /** The inside of a value element. */
  readonly xml: string
  readonly value: RpcValue
}

const space = fc.constantFrom('', ' ', '\n  ', '\r\n\t\t', '<!-- - -->')
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('+4570305050', ' ', '&', '<', '>', '"', ']]', 'é', '😀', '\n', '\t', '0', 'x'.repeat(20)),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join('').replace(/[\0-\x08\x0b-\x1f\ufffe\uffff]/g, ''))

const escape = (raw: string): string => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const writings = [
  escape,
  (raw: string): string => escape(raw).replace(/[0é]/gu, (character) => `&#${character.codePointAt(0)};`),
  (raw: string): string => `<![CDATA[${raw.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
]
const writtenText = fc.tuple(text, fc.constantFrom(...writings)).map(([value, write]) => ({ value, xml: write(value) }))

const scalar: fc.Arbitrary<Written> = fc.oneof(
  writtenText.map(({ value, xml }) => ({ value, xml: `<string>${xml}</string>` })),
  // Text without a type may not look like the white space before a type.
  writtenText,
  fc
    .tuple(fc.integer(), fc.constantFrom('int', 'i4'))
    .map(([value, type]) => ({ value, xml: `<${type}>${value}</${type}>` })),
  // -0 is written 0.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => ({ value: value + 0, xml: `<double>${value}</double>` })),
  fc.boolean().map((value) => ({ value, xml: `<boolean>${Number(value)}</boolean>` })),
  fc.constantFrom('<nil/>', '<nil></nil>').map((xml) => ({ value: null, xml })),
)

const memberName = fc.oneof(fc.constantFrom('ID', 'CLI', 'constructor', 'toString', '3', 'a b', ''), text)

/** Values of the types that npm xmlrpc reads correctly. */
export const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.tuple(space, fc.array(tie('written'), { maxLength: 4 })).map(([gap, items]) => ({
      value: items.map((item) => item.value),
      xml: `<array>${gap}<data>${items.map(({ xml }) => `${gap}<value>${xml}</value>`).join('')}</data>${gap}</array>`,
    })),
    fc.tuple(space, fc.array(fc.tuple(memberName, tie('written')), { maxLength: 5 })).map(([gap, members]) => ({
      value: Object.fromEntries(members.map(([name, item]) => [name, item.value])),
      xml: `<struct>${members.map(([name, item]) => writeMember(name, item, gap)).join('')}${gap}</struct>`,
    })),
  ),
}))

const writeMember = (name: string, item: Written, gap: string): string =>
  `${gap}<member>${gap}<name>${escape(name)}</name>${gap}<value>${item.xml}</value>${gap}</member>`

/** Values that npm xmlrpc misreads or refuses, or that it reads as another type. */
export const extendedWritten: fc.Arbitrary<Written> = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.constantFrom('i8', 'ex:i8', 'int', 'ex:biginteger'))
    .map(([number, type]) => ({
      value: Number.isSafeInteger(Number(number)) ? Number(number) : String(number),
      xml: `<${type}> ${number}\n</${type}>`,
    })),
  fc
    .constantFrom('nan', 'NaN', 'inf', '-inf', '+Infinity')
    .map((word) => ({ value: null, xml: `<double>${word}</double>` })),
  fc.boolean().map((value) => ({ value, xml: `<boolean> ${value} </boolean>` })),
  writtenText.map(({ value, xml }) => ({
    value: JSON.parse(`{"__proto__":${JSON.stringify(value)}}`),
    xml: `<struct><member><name>__proto__</name><value><string>${xml}</string></value></member></struct>`,
  })),
  fc.uint8Array().map((bytes) => {
    const value = Buffer.from(bytes).toString('base64')
    return { value, xml: `<base64>\n${value} </base64>` }
  }),
  fc
    .constantFrom('20260301T12:00:00', '20260301T12:00:00.120Z', '')
    .map((value) => ({ value, xml: `<dateTime.iso8601>${value}</dateTime.iso8601>` })),
)

export const toBody = ({ xml }: Written): string => answer(xml)
