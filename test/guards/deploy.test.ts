// The files in deploy/ name ports, paths, keys and flags. Here they are compared with each other and with the program.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { satisfies } from 'semver'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { adapters } from '../../adapters/index.js'
import { runCli } from '../../src/cli/cli.js'
import { WRONG_USE } from '../../src/cli/terminal.js'
import { loadConfiguration } from '../../src/config/load.js'
import { type Stack, startStack } from '../support/stack.js'
import {
  composeFile,
  configMapOf,
  datasourcesFile,
  dockerfile,
  kubernetes,
  prometheusFile,
  secretPathsOf,
  unitFile,
} from './deploy-files.js'
import { fromRoot, readFromRoot } from './readme-blocks.js'

const manifest = z
  .object({ version: z.string(), bin: z.object({ trunkline: z.string() }), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(readFromRoot('package.json')))
const docker = dockerfile(readFromRoot('deploy/Dockerfile'))
const compose = composeFile(readFromRoot('deploy/compose.yaml'))
const cluster = kubernetes(readFromRoot('deploy/kubernetes.yaml'))
const unit = unitFile(readFromRoot('deploy/trunkline.service'))
const IMAGE = `trunkline:${manifest.version}`
/** The configuration of compose.yaml, and that of kubernetes.yaml. */
const CONFIGURATIONS = {
  'deploy/trunkline.yaml': readFromRoot('deploy/trunkline.yaml'),
  'deploy/kubernetes.yaml': configMapOf(cluster),
}

/** Checks a configuration as the gateway in the container does: each secret that it refers to is a file. */
function load(text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-deploy-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const path of secretPathsOf(text)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), `${'0a'.repeat(32)}\n`)
  }
  const file = join(directory, 'trunkline.yaml')
  writeFileSync(file, text)
  return loadConfiguration(file, docker.environment, adapters)
}

/** How long a gateway with this configuration takes to stop at most, in seconds. */
const stopSeconds = ({ server }: ReturnType<typeof load>): number => (server.drainMs + server.stopGraceMs) / 1000

describe.each(Object.entries(CONFIGURATIONS))('the configuration in %s', (_, text) => {
  test('is valid, serves beyond the container, and lets nobody in without a credential', () => {
    const { server, access } = load(text)
    expect([server.host, server.port]).toEqual(['0.0.0.0', 4000])
    expect(access?.auth).not.toBe('none')
  })

  test('has the ports that the image exposes', () => {
    const { server } = load(text)
    const metrics = typeof server.metrics === 'object' ? server.metrics : null
    expect(metrics?.host).toBe('0.0.0.0')
    expect(docker.exposed).toEqual([server.port, metrics?.port])
  })
})

describe('deploy/Dockerfile', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ vendors: ['mor'] })
  })
  afterAll(() => stack.close())

  /** Runs the health check of the image against a port of this machine. */
  const checkHealth = async (port: string): Promise<unknown> => {
    const [command = '', ...args] = docker.healthCheck
    expect(command).toBe('node')
    const [status]: unknown[] = await once(spawn(process.execPath, args, { env: { PORT: port } }), 'exit')
    return status
  }

  test('copies what is there, and what .dockerignore lets through', () => {
    const allowed = readFromRoot('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    expect(docker.copied.length).toBeGreaterThan(5)
    for (const path of docker.copied) {
      expect(existsSync(fromRoot(path)), path).toBe(true)
      expect(allowed).toContain(`!${path}`)
    }
  })

  test('runs the program that the package runs, on a Node.js that it supports, not as root', () => {
    expect(docker.entryPoint).toEqual(['node', manifest.bin.trunkline])
    for (const major of docker.nodeMajors) expect(satisfies(`${major}.99.0`, manifest.engines.node)).toBe(true)
    expect(docker.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  test('has a health check that a running gateway passes, and a port where nobody listens does not', async () => {
    expect(await checkHealth(new URL(stack.url).port)).toBe(0)
    expect(await checkHealth('1')).toBe(1)
  })

  test('and kubernetes.yaml name paths that a running gateway serves', async () => {
    const { startupProbe, livenessProbe, readinessProbe } = cluster.container
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
      const { status } = await fetch(`${stack.url}${httpGet.path}`)
      expect([httpGet.path, status]).toEqual([httpGet.path, 200])
    }
    expect(readinessProbe.httpGet.path).toBe('/readyz')
  })
})

describe('deploy/compose.yaml', () => {
  const { gateway, store, balancer, prometheus, grafana } = compose.services

  test('runs the image, read-only and without privileges', () => {
    expect(gateway.image).toBe(IMAGE)
    expect(existsSync(fromRoot(gateway.build.dockerfile))).toBe(true)
    expect(gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(gateway.mem_limit).toBe('512m')
  })

  test('mounts files and folders that are there', () => {
    const mounted = [gateway, balancer, prometheus, grafana]
      .flatMap(({ volumes }) => volumes)
      .map((text) => text.split(':')[0] ?? '')
    const paths = mounted.filter((path) => path.startsWith('.'))
    expect(paths.filter((path) => !existsSync(fromRoot(join('deploy', path))))).toEqual([])
    expect(mounted.filter((path) => !path.startsWith('.')).toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
    expect(gateway.volumes).toContain(`./trunkline.yaml:${docker.environment['TRUNKLINE_CONFIG']}:ro`)
  })

  test('has each secret of the configuration, where the configuration looks for it', () => {
    const wanted = secretPathsOf(CONFIGURATIONS['deploy/trunkline.yaml'])
    const targets = gateway.secrets.map(({ target }) => target)
    expect(targets.toSorted()).toEqual(wanted.map((path) => `/etc/trunkline/${path}`).toSorted())
    expect(gateway.secrets.map(({ source }) => source).toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
  })

  test('has several gateways that share the store, behind the load balancer', () => {
    const { server, cluster: shared } = load(CONFIGURATIONS['deploy/trunkline.yaml'])
    expect(gateway.deploy.replicas).toBeGreaterThan(1)
    expect(shared?.url).toBe('redis://store:6379')
    expect(store.command.join(' ')).toMatch(
      /--maxmemory-policy volatile-ttl .*--requirepass .*\/run\/secrets\/store-password/,
    )
    const nginx = readFromRoot('deploy/balancer/nginx.conf')
    expect(nginx).toContain(`server gateway:${server.port} `)
    expect(nginx).toContain('listen 4000;')
    expect(server.trustedProxies?.addresses.length).toBeGreaterThan(0)
  })

  test('waits longer than a gateway takes to stop', () => {
    expect(Number.parseInt(gateway.stop_grace_period, 10)).toBeGreaterThan(
      stopSeconds(load(CONFIGURATIONS['deploy/trunkline.yaml'])),
    )
  })

  test('publishes every port on this machine only', () => {
    const published = [balancer, prometheus, grafana].flatMap(({ ports }) => ports)
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
    expect(balancer.ports).toEqual(['127.0.0.1:4000:4000'])
    expect([gateway, store]).toEqual(
      [gateway, store].map(() => expect.not.objectContaining({ ports: expect.anything() })),
    )
  })

  test('has a name for the gateway that it serves, at the ports that Prometheus and Grafana use', () => {
    const { server } = load(CONFIGURATIONS['deploy/trunkline.yaml'])
    expect(server.hosts).toContain('gateway')
    expect(prometheusFile(readFromRoot('deploy/prometheus/prometheus.yaml')).targets).toEqual(['gateway:9100'])
    const sources = datasourcesFile(readFromRoot('deploy/grafana/provisioning/datasources/trunkline.yaml'))
    expect(sources.map(({ uid, url }) => [uid, url])).toEqual([
      ['prometheus', 'http://prometheus:9090'],
      ['trunkline', `http://gateway:${server.port}`],
    ])
    const variable = sources[1]?.secureJsonData?.bearerToken.slice(1) ?? ''
    expect(Object.keys(grafana.environment)).toContain(variable)
  })

  test('has the rule files of Prometheus, and the folder of the dashboards', () => {
    const { ruleFiles } = prometheusFile(readFromRoot('deploy/prometheus/prometheus.yaml'))
    for (const file of ruleFiles)
      expect(prometheus.volumes).toContain(`./prometheus/${file}:/etc/prometheus/${file}:ro`)
    const { providers } = z
      .object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
      .parse(parse(readFromRoot('deploy/grafana/provisioning/dashboards/trunkline.yaml')))
    for (const { options } of providers) expect(grafana.volumes).toContain(`./grafana/dashboards:${options.path}:ro`)
  })
})

describe('deploy/kubernetes.yaml', () => {
  const { container, pod, documents } = cluster

  test('runs the image as another user than root, without privileges and with a read-only root', () => {
    expect(container.image).toBe(IMAGE)
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`).toBe(docker.user)
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('mounts what it declares, with the configuration and its secrets where the program looks for them', () => {
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name))
    const configured = docker.environment['TRUNKLINE_CONFIG'] ?? ''
    expect(container.volumeMounts[0]?.mountPath).toBe(dirname(configured))
    expect(cluster.secretPaths.toSorted()).toEqual(
      [...secretPathsOf(CONFIGURATIONS['deploy/kubernetes.yaml'])].toSorted(),
    )
  })

  test('names ports that the container has', () => {
    const ports = new Map(container.ports.map(({ name, containerPort }) => [name, containerPort]))
    expect([...ports.values()]).toEqual(docker.exposed)
    const { startupProbe, livenessProbe, readinessProbe } = container
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) expect(httpGet.port).toBe('http')
    const named = JSON.stringify(documents).matchAll(/"(?:targetPort|port)":"([^"]+)"/g)
    for (const [, name = ''] of named) expect([...ports.keys()]).toContain(name)
  })

  test('selects the pods by the labels that they have', () => {
    const selectors = [...JSON.stringify(documents).matchAll(/"app\.kubernetes\.io\/name":"([^"]+)"/g)]
    expect(new Set(selectors.map(([, name]) => name))).toEqual(new Set(['trunkline']))
  })

  test('waits longer than a gateway takes to stop, and sees that it drains before it refuses', () => {
    const configuration = load(CONFIGURATIONS['deploy/kubernetes.yaml'])
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(stopSeconds(configuration))
    const { periodSeconds, failureThreshold } = container.readinessProbe
    expect(periodSeconds * failureThreshold * 2).toBeLessThanOrEqual(configuration.server.drainMs / 1000)
  })
})

describe('deploy/trunkline.service', () => {
  test('starts the program with options that it has', async () => {
    const printed: string[] = []
    const [program, command, ...rest] = (unit['ExecStart']?.[0] ?? '').split(' ')
    expect([program, command]).toEqual(['/usr/bin/env', 'trunkline'])
    const print = (text: string) => void printed.push(text)
    const terminal = {
      environment: {},
      directory: '/',
      now: () => 0,
      untilStopped: () => {},
      onHangUp: () => {},
      onUnhandledRejection: () => {},
    }
    await runCli(['node', 'trunkline', 'serve', '--help'], { ...terminal, print, printError: print })
    const options = rest.filter((word) => word.startsWith('--'))
    expect(options).toEqual(['--config'])
    for (const option of options) expect(printed.join('\n')).toContain(option)
  })

  test('does not try a wrong configuration again, and waits longer than a gateway takes to stop', () => {
    expect(unit['RestartPreventExitStatus']).toEqual([String(WRONG_USE)])
    const configuration = load(CONFIGURATIONS['deploy/trunkline.yaml'])
    expect(Number(unit['TimeoutStopSec']?.[0])).toBeGreaterThan(stopSeconds(configuration))
  })

  test('is confined, but may compile at run time', () => {
    expect(unit).toMatchObject({ NoNewPrivileges: ['yes'], ProtectSystem: ['strict'], CapabilityBoundingSet: [''] })
    expect(unit).not.toHaveProperty('MemoryDenyWriteExecute')
  })
})
