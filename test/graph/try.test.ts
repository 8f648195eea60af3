import { test } from 'vitest'
import { startStack } from './stack.js'
test('try', async () => {
  let t = performance.now()
  const lap = (n: string) => { console.log(n, Math.round(performance.now() - t)); t = performance.now() }
  const stack = await startStack()
  lap('start')
  const a = await stack.query('{ activeCalls(first: 100) { totalCount nodes { id source { name } state } sources { source { name } status error { code message } } } }')
  lap('query')
  console.log(a.status, a.text.slice(0, 300), a.text.slice(-900))
  await stack.restart()
  lap('restart')
  for (const q of [
    '{ calls(filter: {startedFrom: "yesterday"}) { totalCount } }',
    '{ calls(first: -1) { totalCount } }',
    '{ sipAccounts(first:1) { nodes { name password } } }',
  ]) { const r = await stack.query(q); console.log(r.status, r.text) }
  const r = await stack.query('query($d: DateTime) { calls(filter: {startedFrom: $d}) { totalCount } }', { d: 'yesterday' }); console.log(r.status, r.text)
  console.log(stack.hosts['telecomx-demo']?.requests)
  console.log(stack.log)
  lap('rest')
  await stack.close()
  lap('close')
})
