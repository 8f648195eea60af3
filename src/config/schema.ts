import { z } from 'zod'
import type { AnyAdapter } from '../../adapters/contract.js'
import type { AccessSettings } from '../access/gate.js'
import { isLoopbackHost } from '../net/loopback.js'
import { type EnvironmentProxies, environmentProxyFor, NO_PROXIES } from '../outbound/environment-proxies.js'
import type { HttpProxy } from '../outbound/proxy.js'
import { parseAccess } from './access-settings.js'
import { adaptersSettings } from './adapters-settings.js'
import { type Fault, formatFault, unknownKey } from './config-issues.js'
import { findDeprecatedKeys } from './deprecated-keys.js'
import { hooksSettings } from './hooks-settings.js'
import { keysOfLive, keysOfServer, keysOfSource, keysOfWallboard } from './json-schema.js'
import { type LiveSettings, liveSettings, type WallboardSettings, wallboardSettings } from './live-settings.js'
import { type Parsed, type ParseOptions, parsePart } from './parse.js'
import { type ServerSettings, serverSettings } from './server-settings.js'
import { type CommonSettings, commonSettings } from './source-settings.js'

// Checks a configuration file as a whole. The vendor-specific keys come from the adapters.

/** Names are part of global ids and of log lines. */
const SOURCE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** One source: its common keys, and the vendor-specific settings for its adapter. */
export interface SourceConfiguration {
  readonly name: string
  readonly adapter: AnyAdapter
  readonly common: CommonSettings
  readonly settings: unknown
  /** The proxy that the source is reached through, by its own setting or by the environment; absent: none. */
  readonly proxy?: HttpProxy | undefined
}

export interface Configuration {
  readonly server: ServerSettings
  readonly sources: readonly SourceConfiguration[]
  readonly live: LiveSettings
  readonly wallboard: WallboardSettings
  /** Who may sign in and what they may do; null: the file does not say. */
  readonly access: AccessSettings | null
  /** The proxies that the environment names, for requests that are not those of sources. */
  readonly proxies: EnvironmentProxies
  /** Modules of hooks; absolute paths where the configuration is a file. */
  readonly hooks: readonly string[]
  /** Warnings, such as deprecated keys. Lines for people, without values. */
  readonly warnings: readonly string[]
}

/** A configuration, or all its faults with their paths; no fault contains a value. */
export type Reading =
  | ({ readonly ok: true } & Configuration)
  | { readonly ok: false; readonly faults: readonly string[] }

/** Checks a parsed file as a whole and reports all faults at once. */
export function readConfiguration(value: unknown, adapters: readonly AnyAdapter[]): Reading {
  const parsed = parseConfiguration(value, adapters)
  return parsed.ok ? { ok: true, ...parsed.value } : { ok: false, faults: parsed.faults.map(formatFault) }
}

/**
 * The same, with the faults as data.
 * @param proxies those that the environment names.
 */
export function parseConfiguration(
  value: unknown,
  adapters: readonly AnyAdapter[],
  isReference?: ParseOptions['isReference'],
  proxies: EnvironmentProxies = NO_PROXIES,
): Parsed<Configuration> {
  const file = parsePart(z.record(z.string(), z.unknown()), value)
  if (!file.ok) return file
  const { server: serverGiven = {}, adapters: modulesGiven = [], sources: sourcesGiven, ...rest } = file.value
  const { live: liveGiven = {}, wallboard: wallboardGiven = {}, ...withoutLive } = rest
  const { auth, roles, tenants, hooks: hooksGiven, ...others } = withoutLive
  const options = isReference === undefined ? {} : { isReference }
  const server = parsePart(serverSettings, serverGiven, { at: ['server'], keysAt: keysOfServer, ...options })
  // What they name has been loaded: it is among the adapters.
  const modules = parsePart(adaptersSettings, modulesGiven, { at: ['adapters'], ...options })
  const sources = parseSources(sourcesGiven, adapters, options, proxies)
  const live = parsePart(liveSettings, liveGiven, { at: ['live'], keysAt: keysOfLive, ...options })
  const wallboardAt = { at: ['wallboard'], keysAt: keysOfWallboard }
  const wallboard = parsePart(wallboardSettings, wallboardGiven, { ...wallboardAt, ...options })
  const surroundings = {
    sources: namesIn(sourcesGiven),
    // Faults of the server are reported on their own.
    hasTrustedProxies: !server.ok || server.value.trustedProxies !== undefined,
    canBrowsersLogIn: !server.ok || canBrowsersLogIn(server.value),
    hasClientCa: !server.ok || server.value.tls?.clientCa !== undefined,
  }
  const access = parseAccess({ auth, roles, tenants }, surroundings, options)
  const hooks = parsePart(hooksSettings, hooksGiven, { at: ['hooks'], ...options })
  const unknown = Object.keys(others).map((key) => unknownKey([key], KEYS))
  const deprecated = findDeprecatedKeys(serverGiven, access.ok ? access.value : null)
  const unprobed = wallboard.ok && sources.ok ? unprobedSources(wallboard.value, sources.value) : []
  const parts = [server, modules, sources, live, wallboard, access, hooks]
  const faults = [...unknown, ...deprecated.faults, ...parts.flatMap(faultsOf), ...unprobed]
  return server.ok && sources.ok && live.ok && wallboard.ok && access.ok && hooks.ok && faults.length === 0
    ? {
        ok: true,
        value: {
          server: server.value,
          sources: sources.value,
          live: live.value,
          wallboard: wallboard.value,
          access: access.value,
          proxies,
          hooks: hooks.value,
          warnings: deprecated.warnings,
        },
        input: value,
      }
    : { ok: false, faults }
}

/** A proxy in front may be reached at any address. */
const canBrowsersLogIn = ({ tls, host, trustedProxies }: ServerSettings): boolean =>
  tls !== undefined || (isLoopbackHost(host) && trustedProxies === undefined)

const KEYS = ['server', 'adapters', 'sources', 'auth', 'roles', 'tenants', 'live', 'wallboard', 'hooks']

/** Alarms must not depend on whether somebody watches. */
function unprobedSources({ alarms }: WallboardSettings, sources: readonly SourceConfiguration[]): readonly Fault[] {
  if (alarms === undefined) return []
  return sources.flatMap(({ name, common }) =>
    common.probeEvery > 0
      ? []
      : [
          {
            path: ['sources', name, 'probeEvery'],
            message: 'required by wallboard.alarms, such as 10s: the source must also be read while nobody watches',
          },
        ],
  )
}

/** Also those of sources that have faults. */
const namesIn = (sources: unknown): readonly string[] =>
  typeof sources === 'object' && sources !== null ? Object.keys(sources) : []

const faultsOf = (parsed: Parsed<unknown>): readonly Fault[] => (parsed.ok ? [] : parsed.faults)

const fault = (path: readonly PropertyKey[], message: string): Parsed<never> => ({
  ok: false,
  faults: [{ path, message }],
})

function parseSources(
  given: unknown,
  adapters: readonly AnyAdapter[],
  options: ParseOptions,
  proxies: EnvironmentProxies,
): Parsed<readonly SourceConfiguration[]> {
  const mapping = parsePart(z.record(z.string(), z.unknown()), given, { at: ['sources'] })
  if (!mapping.ok) return mapping
  const sources = Object.entries(mapping.value).map(([name, source]) => parseSource(name, source, adapters, options))
  if (sources.length === 0) return fault(['sources'], 'at least one is required')
  const faults = sources.flatMap(faultsOf)
  const value = sources.flatMap((source) => (source.ok ? [withProxy(source.value, proxies)] : []))
  return faults.length === 0 ? { ok: true, value, input: given } : { ok: false, faults }
}

/** The source's own setting goes before the environment. */
function withProxy(source: SourceConfiguration, proxies: EnvironmentProxies): SourceConfiguration {
  const { proxy = environmentProxyFor(source.common.url, proxies) } = source.common
  return proxy === undefined || proxy === 'none' ? source : { ...source, proxy }
}

function parseSource(
  name: string,
  given: unknown,
  adapters: readonly AnyAdapter[],
  { isReference }: ParseOptions,
): Parsed<SourceConfiguration> {
  const at = ['sources', name]
  const badName = SOURCE_NAME.test(name)
    ? []
    : [
        {
          path: at,
          message:
            'a name may contain only lower-case letters, digits, ".", "_" and "-", must start with a letter or digit, and has at most 64 characters',
        },
      ]
  const withVendor = z.looseObject({ vendor: z.enum(adapters.map(({ vendor }) => vendor)) })
  const outer = parsePart(withVendor, given, { at })
  const adapter = outer.ok ? adapters.find(({ vendor }) => vendor === outer.value.vendor) : undefined
  if (!outer.ok || adapter === undefined) return { ok: false, faults: [...badName, ...faultsOf(outer)] }
  const { vendor: _, ...keys } = outer.value
  const isCommon = (key: string) => Object.hasOwn(commonSettings.shape, key)
  const only = (wanted: boolean) => Object.fromEntries(Object.entries(keys).filter(([key]) => isCommon(key) === wanted))
  const options = { at, keysAt: keysOfSource(adapter), ...(isReference === undefined ? {} : { isReference }) }
  const common = parsePart(commonSettings, only(true), options)
  const settings = parsePart(adapter.settings, only(false), options)
  const badUser = settings.ok ? badBasicUser(adapter, settings.input, at) : []
  const faults = [...badName, ...faultsOf(common), ...faultsOf(settings), ...badUser]
  return common.ok && settings.ok && faults.length === 0
    ? { ok: true, value: { name, adapter, common: common.value, settings: settings.input }, input: given }
    : { ok: false, faults }
}

/** RFC 7617, section 2: the server treats everything after the first colon as the password. */
function badBasicUser(adapter: AnyAdapter, settings: unknown, at: readonly PropertyKey[]): readonly Fault[] {
  const { auth } = adapter.declare(settings)
  if (auth.scheme !== 'basic' || !auth.username.includes(':')) return []
  const given: unknown = typeof settings === 'object' && settings !== null ? Reflect.get(settings, 'auth') : null
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : []
  const key = entries.find(([, value]) => value === auth.username)?.[0]
  const path = [...at, 'auth', ...(key === undefined ? [] : [key])]
  return [{ path, message: 'must not contain ":", which ends the user name in HTTP basic authentication' }]
}
