// What a fake gateway shows: the answers of its subscriptions, made from a short description. Nothing is random.

import type {
  AlarmAnswer,
  CallAnswer,
  CallsAnswer,
  CountriesAnswer,
  HealthAnswer,
  SampleAnswer,
  SourceAnswer,
  StatsAnswer,
  UpdateKind,
} from '../../../src/wallboard/core/answers.js'

export interface SceneSource {
  readonly name: string
  readonly title: string
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN'
  readonly isStale?: boolean
}

export interface Scene {
  readonly sources: readonly SceneSource[]
  /** Divided among the sources that are up. */
  readonly calls: number
  readonly customers?: readonly string[]
  readonly alarms?: readonly AlarmAnswer[]
  /** Whether the longest calls have some of sources that are down, as they were last seen. */
  readonly holdsCalls?: boolean
}

const SOURCES: readonly SceneSource[] = [
  { name: 'cph', title: 'Copenhagen', state: 'UP' },
  { name: 'aar', title: 'Aarhus', state: 'UP' },
  { name: 'wholesale', title: 'Wholesale', state: 'UP' },
  { name: 'pbx', title: 'Hosted PBX', state: 'UP' },
]

const down = (source: SceneSource): SceneSource => ({ ...source, state: 'DOWN', isStale: true })

/** Sixty characters. */
const LONG = 'Nordic Wholesale Interconnect and Termination, Copenhagen 12'
const RIGHT_TO_LEFT = ['مقسم القاهرة الرئيسي', 'מרכזיית תל אביב', 'مرکز تلفن تهران', 'Copenhagen']

const alarm = (kind: string, source: SceneSource | null, value: number, threshold: number): AlarmAnswer => ({
  kind,
  source,
  since: '2026-03-03T11:57:30.000Z',
  value,
  threshold,
})

const [first, second] = SOURCES
if (first === undefined || second === undefined) throw new Error('there are four sources')

export const SCENES = {
  none: { sources: SOURCES, calls: 0 },
  one: { sources: SOURCES, calls: 1 },
  usual: { sources: SOURCES, calls: 300 },
  many: { sources: SOURCES, calls: 10_000 },
  'one source down': {
    sources: [first, down(second), ...SOURCES.slice(2)],
    calls: 231,
    holdsCalls: true,
    alarms: [
      alarm('SOURCE_DOWN', second, 150, 30),
      alarm('LONG_CALL', first, 15_300, 14_400),
      alarm('COUNTRY_SHARE', null, 0.27, 0.2),
    ],
  },
  'all down': {
    sources: SOURCES.map(down),
    calls: 0,
    alarms: SOURCES.map((source) => alarm('SOURCE_DOWN', source, 150, 30)),
  },
  'long names': {
    sources: [...SOURCES, ...SOURCES, ...SOURCES].map((source, at) => ({
      ...source,
      name: `${source.name}${at}`,
      title: at % 2 === 0 ? `${LONG.slice(0, 57)} ${at + 10}` : `${source.title} ${at}`,
    })),
    calls: 300,
    customers: [LONG],
  },
  'right to left': {
    sources: SOURCES.map((source, at) => ({ ...source, title: RIGHT_TO_LEFT[at] ?? '' })),
    calls: 300,
    customers: ['شركة النيل للاتصالات', 'חברת הגליל'],
  },
} satisfies Readonly<Record<string, Scene>>

const COUNTRIES = ['DK', 'SE', 'NO', 'DE', 'GB', 'FI', 'NL', 'FR', 'PL', 'US', 'ES', 'IT', 'LV', 'EE', null]
const STATES = ['CONNECTED', 'RINGING', 'SETUP']

const isUp = ({ state }: SceneSource): boolean => state === 'UP' || state === 'DEGRADED'

/** `total` in parts that get smaller. */
function divide(total: number, parts: number): readonly number[] {
  const counts: number[] = []
  let rest = total
  for (let part = 0; part < parts; part++) {
    const count = part === parts - 1 ? rest : Math.min(rest, Math.ceil(rest * 0.42))
    counts.push(count)
    rest -= count
  }
  return counts
}

const at = (nowMs: number): string => new Date(nowMs).toISOString()

export function statsOf(scene: Scene, kind: UpdateKind, nowMs: number): StatsAnswer {
  const up = scene.sources.filter(isUp)
  const counts = divide(scene.calls, up.length)
  const groups = up.flatMap((source, place) =>
    divideByState(counts[place] ?? 0).map((total, state) => ({ source, state: STATES[state] ?? '', total })),
  )
  const connected = groups.reduce((sum, { state, total }) => sum + (state === 'CONNECTED' ? total : 0), 0)
  const stats = { total: scene.calls, connected, groups, sources: scene.sources.map((each) => reportOf(each, nowMs)) }
  const hasData = kind === 'SNAPSHOT' || kind === 'CHANGES'
  return { activeCallStats: { kind, at: at(nowMs), stats: hasData ? stats : null, alarms: scene.alarms ?? [] } }
}

const divideByState = (count: number): readonly number[] => {
  const setUp = Math.floor(count * 0.08)
  return [count - setUp, Math.ceil(setUp / 2), Math.floor(setUp / 2)]
}

const reportOf = (source: SceneSource, nowMs: number): SourceAnswer => ({
  source,
  status: isUp(source) ? 'OK' : 'FAILED',
  error: isUp(source) ? null : { code: 'TIMEOUT', message: 'no answer within 5 s' },
  fetchedAt: at(isUp(source) ? nowMs : nowMs - 150_000),
  stale: source.isStale ?? false,
})

export const healthOf = ({ sources }: Scene, kind: UpdateKind, nowMs: number): HealthAnswer => ({
  sourceHealth: {
    kind,
    sources: sources.map(({ name, title, state }) => ({
      name,
      title,
      health: {
        state,
        since: at(nowMs - (state === 'UP' ? 7_200_000 : 150_000)),
        lastSuccessAt: at(state === 'UP' ? nowMs : nowMs - 150_000),
        lastError: state === 'UP' ? null : { code: 'TIMEOUT', message: 'no answer within 5 s' },
      },
    })),
  },
})

export function countriesOf({ calls }: Scene, kind: UpdateKind, nowMs: number): CountriesAnswer {
  const counts = divide(calls, COUNTRIES.length)
  const groups = COUNTRIES.map((country, place) => ({ country, total: counts[place] ?? 0 }))
  const hasData = kind === 'SNAPSHOT' || kind === 'CHANGES'
  return { activeCallStats: { kind, at: at(nowMs), stats: hasData ? { groups } : null } }
}

export function callsOf(scene: Scene, kind: UpdateKind, nowMs: number): CallsAnswer {
  const hasData = kind === 'SNAPSHOT' || kind === 'CHANGES'
  const calls = hasData ? longestCallsOf(scene) : []
  return {
    activeCallUpdates: {
      kind,
      position: `at ${nowMs}`,
      at: at(nowMs),
      more: false,
      started: calls,
      changed: [],
      ended: [],
      order: hasData ? calls.map(({ id }) => id) : null,
    },
  }
}

function longestCallsOf(scene: Scene) {
  const { sources, calls, customers = ['Acme A/S', 'Nordlys ApS', 'Havn & Co'] } = scene
  const up = sources.filter((source) => isUp(source) || scene.holdsCalls === true)
  return Array.from({ length: Math.min(12, calls) }, (_, place): CallAnswer => {
    const source = up[place % up.length]
    if (source === undefined) throw new Error('calls need a source')
    return {
      id: `${source.name}:${place}`,
      source,
      state: 'CONNECTED',
      caller: { e164: null, number: `+45703050${String(10 + place)}`, name: null, anonymous: place === 4 },
      callee: { e164: null, number: `+4420794600${String(20 + place)}`, name: null, anonymous: false },
      customer: place === 7 ? null : { name: customers[place % customers.length] ?? null },
      durationSeconds: Math.round(15_300 * 0.72 ** place) + 65,
      answeredAt: null,
    }
  })
}

/** As the gateway samples: an hour by 15 s, more by a minute; a gap is one sample. Waves, and a gap of the second source. */
export function historyOf(scene: Scene, minutes: number, nowMs: number): readonly SampleAnswer[] {
  const counts = divide(scene.calls, scene.sources.length)
  const step = minutes > 60 ? 60 : 15
  const ages = Array.from({ length: (minutes * 60) / step }, (_, place) => minutes * 60 - (place + 1) * step)
  return ages.flatMap((age) =>
    scene.sources.flatMap((source, which): readonly SampleAnswer[] => {
      const sample = { at: at(nowMs - age * 1000), source: { name: source.name } }
      const isGap = (seconds: number) =>
        (which === 1 && seconds > 960 && seconds <= 1320) || (!isUp(source) && seconds <= 120)
      if (isGap(age)) return isGap(age + step) ? [] : [{ ...sample, state: null, total: null }]
      const slot = age / 10
      const wave =
        1 - 0.3 * Math.sin(slot / (130 + 40 * which)) ** 2 + 0.04 * Math.sin(slot / 9 + which) * Math.min(1, slot / 9)
      const total = Math.round((counts[which] ?? 0) * wave)
      return divideByState(total).map((count, state) => ({ ...sample, state: STATES[state] ?? '', total: count }))
    }),
  )
}
