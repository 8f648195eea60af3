// The soak, as `npm run soak` starts it: prepares what it needs as the benchmark does, then runs.

import { installPeers, run } from './preparing.ts'
import { fileURLToPath } from 'node:url'

await installPeers()
await run(process.execPath, [fileURLToPath(new URL('race/soak.ts', import.meta.url)), ...process.argv.slice(2)])
