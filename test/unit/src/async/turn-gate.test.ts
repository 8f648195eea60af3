import { expect, test } from 'vitest'
import { TurnGate } from '../../../../src/async/turn-gate.js'

const nextTurn = (): Promise<void> => new Promise(setImmediate)

test('so many pass at once, the others in the next turns, in their order', async () => {
  const gate = new TurnGate(3)
  const passed: number[] = []
  const come = (who: number): void => {
    const turn = gate.pass()
    if (turn === null) passed.push(who)
    else void turn.then(() => passed.push(who))
  }
  for (let who = 0; who < 8; who++) come(who)
  expect(passed).toEqual([0, 1, 2])
  await nextTurn()
  // There is room for nobody who comes now: others have waited for longer.
  come(8)
  expect(passed).toEqual([0, 1, 2, 3, 4, 5])
  await nextTurn()
  expect(passed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  await nextTurn()
  for (let who = 9; who < 13; who++) come(who)
  expect(passed.slice(9)).toEqual([9, 10, 11])
})
