// What Prometheus itself says about the metrics, the alert rules and the dashboards.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { promqlQueries } from '../../guards/dashboards.js'
import { fromRoot, readFromRoot } from '../../guards/readme-blocks.js'
import { scrape } from '../../support/scrape.js'
import { startStack } from '../../support/stack.js'
import { PROMTOOL, promtool } from './promtool.js'

const RULES = 'deploy/prometheus/rules.yaml'
const RULE_TESTS = 'deploy/prometheus/rules.test.yaml'

const rulesFile = z.object({
  groups: z.tuple([z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })]),
})
const rules = rulesFile.parse(parse(readFromRoot(RULES))).groups[0].rules
const ruleTests = z
  .object({
    tests: z.array(
      z.object({
        alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
      }),
    ),
  })
  .parse(parse(readFromRoot(RULE_TESTS)))

/** A page of metrics after requests of every kind. */
async function usedPage(): Promise<string> {
  const stack = await startStack()
  onTestFinished(() => stack.close())
  stack.hosts['mor-demo']?.setFaults({ down: true })
  await stack.query('{ activeCalls(first: 5) { nodes { id } } calls(first: 5) { nodes { id } } }')
  await stack.query('{ sipAccounts(first: 5) { nodes { id } } nonsense }')
  return (await scrape(stack.url)).text
}

/** The metrics of a page, with the names of the series of histograms. */
const namesOn = (page: string): ReadonlySet<string> =>
  new Set(
    [...page.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )

/** `up` comes from Prometheus itself. */
const metricsIn = (expression: string): readonly string[] =>
  [...expression.matchAll(/\b(?:trunkline|nodejs|process|http)_\w+/g)].map(([name]) => name)

test('the alert rules and dashboards use metrics that the gateway has', async () => {
  const names = namesOn(await usedPage())
  const used = [...rules.map(({ expr }) => expr), ...promqlQueries].flatMap(metricsIn)
  expect(used.length).toBeGreaterThan(25)
  expect(used.filter((name) => !names.has(name))).toEqual([])
})

describe('the alert rules', () => {
  test('each have a test in which they fire, and one in which they do not', () => {
    const checks = ruleTests.tests.flatMap((entry) => entry.alert_rule_test)
    const tested = (fires: boolean) =>
      [
        ...new Set(checks.filter((check) => check.exp_alerts.length > 0 === fires).map((check) => check.alertname)),
      ].toSorted()
    const names = rules.map(({ alert }) => alert).toSorted()
    expect(tested(true)).toEqual(names)
    expect(tested(false)).toEqual(names)
  })
})

/** As where there is no browser, tests that need promtool do not run where there is none; .ci/run installs it. */
const describeWithPromtool = PROMTOOL === undefined ? () => undefined : describe

describeWithPromtool('promtool', () => {
  test('has nothing to say against the page of metrics', async () => {
    expect(promtool(['check', 'metrics'], await usedPage())).toEqual({ status: 0, text: '' })
  })

  test('accepts the alert rules, and their tests pass', () => {
    const checked = promtool(['check', 'rules', fromRoot(RULES)])
    expect([checked.status, checked.text]).toEqual([0, expect.stringContaining(`${rules.length} rules found`)])
    const tested = promtool(['test', 'rules', fromRoot(RULE_TESTS)])
    expect([tested.status, tested.text]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  test('accepts the configuration of Prometheus', () => {
    const { status, text } = promtool(['check', 'config', fromRoot('deploy/prometheus/prometheus.yaml')])
    expect([status, text]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  test('parses every expression of the dashboards', () => {
    expect(promqlQueries.length).toBeGreaterThan(15)
    expect(parseErrors(promqlQueries)).toBe('')
  })

  test('parses the expressions in the documents', () => {
    const blocks = readFromRoot('docs/operations.md').matchAll(/```promql\n([^]*?)```/g)
    const lines = [...blocks].flatMap(([, block = '']) => block.split('\n'))
    const expressions = lines.filter((line) => line !== '' && !line.startsWith('#'))
    expect(expressions.length).toBeGreaterThan(2)
    expect(parseErrors(expressions)).toBe('')
  })
})

/** What promtool says against expressions; empty when it parses them all. */
function parseErrors(expressions: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-promql-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const recorded = expressions.map((expr, at) => ({ record: `tested:expression_${at}`, expr }))
  const file = join(directory, 'rules.json')
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'tested', rules: recorded }] }))
  const { status, text } = promtool(['check', 'rules', file])
  return status === 0 ? '' : text
}
