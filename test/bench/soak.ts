// The soak, as `npm run soak` starts it: prepares what it needs as the benchmark does, then runs.

import { fileURLToPath } from 'node:url'
import { installPeers, run } from './preparing.ts'

await installPeers()
await run(process.execPath, [fileURLToPath(new URL('race/soak.ts', import.meta.url)), ...process.argv.slice(2)])
