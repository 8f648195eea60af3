// How long somebody who has nothing but the package waits for the first answer: it is installed into an empty folder with
// an empty cache of npm, the demo is started, and one query is sent. `npm run first-answer` packs a clone first;
// `node tools/first-answer.mjs <file.tgz>` takes a package that is there. Ends with 1 when it took longer than a minute.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const GOAL_MS = 60_000
const QUERY = '{ activeCalls(first: 3) { totalCount nodes { state } } }'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'trunkline-first-answer-'))
/** The Node.js that runs this goes first: the one of the shell may be older. */
const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  npm_config_cache: join(folder, 'cache'),
}
/**
 * @param {string} cwd
 * @param {string[]} args
 */
const npm = (cwd, ...args) =>
  execFileSync('npm', args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** @type {{ readonly what: string, readonly ms: number }[]} */
const parts = []

/**
 * @template Result
 * @param {string} what
 * @param {() => Result | Promise<Result>} run
 * @returns {Promise<Result>}
 */
async function timed(what, run) {
  const startedAtMs = performance.now()
  const result = await run()
  parts.push({ what, ms: performance.now() - startedAtMs })
  return result
}

/**
 * Waits until the demo listens.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} demo
 * @returns {Promise<string>} its URL.
 */
function urlOf(demo) {
  let printed = ''
  return new Promise((done, failed) => {
    demo.on('exit', () => failed(new Error(`the demo ended: ${printed}`)))
    demo.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
      if (url !== undefined && printed.includes('Ctrl-C')) done(url)
    })
  })
}

/** @param {string} url */
async function ask(url) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  })
  const { data } = await response.json()
  if (data?.activeCalls?.nodes?.length !== 3) throw new Error('the answer has not three calls in progress')
}

/** What npm has downloaded, in bytes. */
const downloaded = () =>
  readdirSync(join(folder, 'cache'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('content-v2'))
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

/** @type {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null> | undefined} */
let child
try {
  const [given] = process.argv.slice(2)
  const tarball =
    given === undefined
      ? join(folder, npm(root, 'pack', '--silent', '--pack-destination', folder).trim().split('\n').at(-1) ?? '')
      : resolve(given)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await timed('npm install <package>', () => npm(folder, 'install', '--silent', '--no-audit', '--no-fund', tarball))
  await timed('npx trunkline demo, until it listens', () => {
    child = spawn('npx', ['trunkline', 'demo', '--port', '0'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that all of it can be stopped.
      detached: true,
    })
    return urlOf(child)
  }).then((url) => timed('the first answer', () => ask(url)))
  const totalMs = parts.reduce((sum, { ms }) => sum + ms, 0)
  for (const { what, ms } of [...parts, { what: 'all', ms: totalMs }])
    console.log(`${what.padEnd(38)}${(ms / 1000).toFixed(1)} s`)
  console.log(`downloaded by npm: ${(downloaded() / 1e6).toFixed(1)} MB`)
  if (totalMs > GOAL_MS) process.exitCode = 1
} finally {
  if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
