// The files of deploy/ as the tests read them: what is compared with the program, decoded.

import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'

/** The paths in `${file:PATH}` of a configuration, each once. */
export const secretPathsOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$\{file:([^}]+)\}/g)].map(([, path = '']) => path)),
]

/** The instructions of a Dockerfile, with their continuation lines joined. */
function instructionsOf(text: string): (name: string) => readonly string[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
  return (name) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
}

const words = z.array(z.string())

export function dockerfile(text: string) {
  const all = instructionsOf(text)
  const [check = ''] = all('HEALTHCHECK')
  const copies = all('COPY').filter((rest) => !rest.startsWith('--'))
  return {
    nodeMajors: all('FROM').map((image) => Number(/^node:(\d+)-/.exec(image)?.[1])),
    environment: z
      .record(z.string(), z.string())
      .parse(Object.fromEntries(all('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('='))))),
    exposed: all('EXPOSE').flatMap((ports) => ports.split(' ').map(Number)),
    /** What is copied from the repository. */
    copied: copies.flatMap((line) => line.split(' ').slice(0, -1)),
    user: all('USER').at(-1),
    entryPoint: words.parse(JSON.parse(all('ENTRYPOINT')[0] ?? '')),
    healthCheck: words.parse(JSON.parse(check.slice(check.indexOf('CMD ') + 'CMD '.length))),
  }
}

const inside = z.looseObject({ image: z.string(), volumes: words.default([]) })
const service = inside.extend({ ports: words })
const compose = z.object({
  services: z.strictObject({
    gateway: inside.extend({
      deploy: z.object({ replicas: z.number() }),
      build: z.object({ dockerfile: z.string() }),
      secrets: z.array(z.object({ source: z.string(), target: z.string() })),
      mem_limit: z.string(),
      stop_grace_period: z.string().regex(/^\d+s$/),
    }),
    store: inside.extend({ command: words, secrets: words, mem_limit: z.string() }),
    balancer: service,
    prometheus: service,
    grafana: service.extend({ environment: z.record(z.string(), z.string()) }),
  }),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
})
export const composeFile = (text: string) => compose.parse(parse(text))

const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.number(),
  failureThreshold: z.number(),
})
const container = z.object({
  image: z.string(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  securityContext: z.unknown(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
})
const projected = z.object({
  sources: z.array(z.object({ secret: z.object({ items: z.array(z.object({ path: z.string() })) }).optional() })),
})
const pod = z.object({
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.looseObject({ runAsUser: z.number(), runAsGroup: z.number() }),
  containers: z.tuple([container]),
  volumes: z.array(z.object({ name: z.string(), projected: projected.optional() })),
})
const deployment = z.object({ spec: z.object({ template: z.object({ spec: pod }) }) })
const anyDocument = z.looseObject({ kind: z.string() })

export function kubernetes(text: string) {
  const documents = parseAllDocuments(text).map((document) => anyDocument.parse(document.toJS()))
  const ofKind = (kind: string) => documents.find((document) => document.kind === kind)
  const podSpec = deployment.parse(ofKind('Deployment')).spec.template.spec
  const [only] = podSpec.containers
  const parts = podSpec.volumes.flatMap((volume) => volume.projected?.sources ?? [])
  const secretPaths = parts.flatMap(({ secret }) => secret?.items ?? []).map(({ path }) => path)
  return { documents, pod: podSpec, container: only, secretPaths }
}

const configMap = z.object({ data: z.object({ 'trunkline.yaml': z.string() }) })
/** The configuration of the gateway in the manifests. */
export const configMapOf = ({ documents }: ReturnType<typeof kubernetes>): string =>
  configMap.parse(documents.find(({ kind }) => kind === 'ConfigMap')).data['trunkline.yaml']

const prometheus = z.object({
  rule_files: words,
  scrape_configs: z.tuple([
    z.object({ dns_sd_configs: z.tuple([z.object({ names: words, type: z.literal('A'), port: z.number() })]) }),
  ]),
})
export function prometheusFile(text: string) {
  const { rule_files: ruleFiles, scrape_configs: jobs } = prometheus.parse(parse(text))
  const [{ names, port }] = jobs[0].dns_sd_configs
  return { ruleFiles, targets: names.map((name) => `${name}:${port}`) }
}

const datasources = z.object({
  datasources: z.array(
    z.object({
      uid: z.string(),
      url: z.string(),
      secureJsonData: z.object({ bearerToken: z.string() }).optional(),
    }),
  ),
})
export const datasourcesFile = (text: string) => datasources.parse(parse(text)).datasources

/** The settings of a unit file, each with its values in order. */
export function unitFile(text: string): Readonly<Record<string, readonly string[]>> {
  const settings: Record<string, string[]> = {}
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) (settings[name] ??= []).push(value)
  }
  return settings
}
