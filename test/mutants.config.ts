import { mergeConfig } from 'vitest/config'
import { MUTANTS } from './integration/access/mutants.js'
import { usual } from './vitest.config.js'

/** The tests of rows over the program with one of its checks deleted: TRUNKLINE_MUTANT is the number of the mutant. */
const mutant = MUTANTS[Number(process.env['TRUNKLINE_MUTANT'])]
if (mutant === undefined) throw new Error(`TRUNKLINE_MUTANT must be a number below ${MUTANTS.length}`)
const { file, code, mutated } = mutant

export default mergeConfig(usual, {
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(text: string, id: string) {
        if (!id.split('?')[0]?.endsWith(`/${file}`)) return null
        if (!text.includes(code)) throw new Error(`${file} does not contain ${code}: mend the mutant`)
        return text.replaceAll(code, mutated)
      },
    },
  ],
  test: { include: ['test/integration/access/rows-*.test.ts'], bail: 1 },
})
