import { describe, expect, test } from 'vitest'
import { toSourceFile, withoutTexts } from './source-files.js'

describe('the scanner of these guards', () => {
  const scan = (text: string) => toSourceFile('src/a/b.ts', text)

  test('finds every form of import, and whether it is for types only', () => {
    const { imports } = scan(`import 'side-effect'
import type { A } from '../x.js'
import { type B, type C } from './y.js'
import { type D, e } from "./z.js"
import f, { g } from './f.js'
import * as h from './h.js'
import {

  i,
  type J,
} from '../../schema/i.js'

export { k } from './k.js'
export type { L } from './l.js'
export * from './m.js'
const n = await import('./n.js')
// import { no } from './no.js'
/* import { no } from './no.js' */
const text = "import { no } from './no.js'"
`)
    expect(
      imports.map(({ file, specifier, isTypeOnly }) => `${file ?? specifier}${isTypeOnly ? ' type' : ''}`),
    ).toEqual([
      'side-effect',
      'src/x.ts type',
      'src/a/y.ts',
      'src/a/z.ts',
      'src/a/f.ts',
      'src/a/h.ts',
      'schema/i.ts',
      'src/a/k.ts',
      'src/a/l.ts type',
      'src/a/m.ts',
      'src/a/n.ts',
    ])
  })

  test('distinguishes code from comments and from texts', () => {
    const { code } = scan("const a = 'b // c' // d\n/* e\nf */ const g = /'h/.test(`i ${j} k`) // l")
    expect(code.replace(/ +/g, ' ')).toBe("const a = 'b // c' \n \n const g = /'h/.test(`i ${j} k`) ")
    expect(withoutTexts(code).replace(/ +/g, ' ')).toBe("const a = ' ' \n \n const g = / /.test(` `) ")
  })
})
