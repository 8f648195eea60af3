// Answers that no vendor should give, but that one may give some day.

import { kindOfBody } from '../../adapters/wire/json/body.js'

export interface HostileBody {
  readonly name: string
  readonly body: string
}

const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1><br><hr></body></html>\n'
const TEN_MEGABYTES = 10 * 2 ** 20

/** Bodies that are no answer of any vendor. */
export const HOSTILE_BODIES: readonly HostileBody[] = [
  { name: 'an empty body', body: '' },
  { name: 'white space', body: ' \r\n\t ' },
  { name: 'an HTML page', body: HTML },
  { name: 'a text', body: 'upstream connect error or disconnect/reset before headers' },
  { name: 'a JSON null', body: 'null' },
  { name: 'a JSON number', body: '42' },
  { name: 'a JSON string', body: '"nonsense"' },
  { name: 'another JSON object', body: '{"nonsense":1}' },
  { name: 'another XML root', body: '<?xml version="1.0"?>\n<nonsense><a>1</a></nonsense>' },
  { name: 'an empty XML root of another name', body: '<nonsense/>' },
  { name: 'a replacement character', body: '\ufffd\ufffd' },
]

/** Megabytes of nothing, made one at a time because each is large. */
export function* hugeBodies(): Generator<HostileBody> {
  yield { name: '10 MB of letters', body: 'x'.repeat(TEN_MEGABYTES) }
  yield { name: '10 MB of open tags', body: '<a>'.repeat(TEN_MEGABYTES / 3) }
  // A tenth of it: V8 takes 1.6 seconds to refuse 10 MB of them.
  yield { name: '1 MB of open brackets', body: '['.repeat(TEN_MEGABYTES / 10) }
  yield { name: '10 MB of white space', body: ' '.repeat(TEN_MEGABYTES) }
}

/** A good answer that breaks off: in the middle, near both ends, and wherever a few fractions of it fall. */
export function truncations(body: string): readonly HostileBody[] {
  const end = body.trimEnd().length
  const places = [
    1,
    2,
    end - 1,
    end - 2,
    ...[0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9].map((part) => Math.floor(end * part)),
  ]
  return [...new Set(places)]
    .filter((place) => place > 0 && place < end)
    .map((place) => ({ name: `a good answer cut off after ${place} of ${end} characters`, body: body.slice(0, place) }))
}

const INNER = '<struct><member><name>polluted</name><value>yes</value></member></struct>'
const MEMBER = `<member><name>__proto__</name><value>${INNER}</value></member>`

/** A good answer with members named `__proto__` and `constructor` wherever an object begins. */
export function pollutions(body: string): readonly HostileBody[] {
  if (kindOfBody(body) === 'JSON') {
    const polluted = body.replaceAll(
      /\{(?=\s*")/g,
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},',
    )
    return [{ name: 'a good answer with __proto__ members', body: polluted }]
  }
  const inElements = body.replaceAll(
    /(<[A-Za-z_][^<>/?!]*>)(?=\s*<[A-Za-z])/g,
    '$1<__proto__><polluted>yes</polluted></__proto__>',
  )
  return [
    { name: 'a good answer with __proto__ members', body: body.replaceAll('<struct>', `<struct>${MEMBER}`) },
    { name: 'a good answer with __proto__ elements', body: inElements },
  ]
}

/** A good XML answer behind a document type: entities are how XML reads files and fills memory. */
export function doctypes(body: string): readonly HostileBody[] {
  if (kindOfBody(body) !== 'XML') return []
  const root = body.replace(/^\s*<\?xml[^>]*\?>/, '')
  return [
    { name: 'a good answer with a DOCTYPE', body: `<!DOCTYPE a [<!ENTITY b "cc">]>${root}` },
    { name: 'an external DTD', body: `<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">${root}` },
  ]
}
