// Answers of Restcomm, as the manual and facts.md, 1.1 show them.

const JSON_TYPE = 'application/json'
const XML_TYPE = 'application/xml'

export const json = (value: unknown, status = 200) => ({
  status,
  contentType: JSON_TYPE,
  body: JSON.stringify(value, null, 2),
})

export const xml = (content: string, status = 200) => ({
  status,
  contentType: XML_TYPE,
  body: `<RestcommResponse>\n${content}\n</RestcommResponse>`,
})

/** An error without a body, or with plain text. */
export const refused = (status: number, text = '') => ({
  status,
  contentType: text === '' ? '' : 'text/plain',
  body: text,
})

const SBC_LIST = '/restcomm-sbc/2012-04-24/Calls.json'

/** A page of JSON; `num_pages` is the index of the last page, as ever. */
export const jsonPage = (calls: readonly object[], total: number, page = 0, pageSize = 50) =>
  json({
    page,
    num_pages: Math.floor(total / pageSize),
    page_size: pageSize,
    total,
    start: String(page * pageSize),
    end: String(page * pageSize + calls.length),
    uri: SBC_LIST,
    first_page_uri: `${SBC_LIST}?Page=0&PageSize=${pageSize}`,
    previous_page_uri: 'null',
    next_page_uri: 'null',
    last_page_uri: `${SBC_LIST}?Page=${Math.floor(total / pageSize)}&PageSize=${pageSize}`,
    calls,
  })

const XML_LIST = '/restcomm/2012-04-24/Calls'

/** A page of XML, whose `total` is the index of the last page. */
export function xmlPage(calls: readonly string[], total: number, pageSize = 50) {
  const last = Math.floor(total / pageSize)
  const attributes =
    `page="0" numpages="${last}" pagesize="${pageSize}" total="${last}" start="0" end="${calls.length}"` +
    ` uri="${XML_LIST}" firstpageuri="${XML_LIST}?Page=0&amp;PageSize=${pageSize}" previouspageuri="null"` +
    ` nextpageuri="null" lastpageuri="${XML_LIST}?Page=${last}&amp;PageSize=${pageSize}"`
  if (calls.length === 0) return xml(`  <Calls ${attributes}/>`)
  return xml([`  <Calls ${attributes}>`, ...calls, '  </Calls>'].join('\n'))
}

/** A row of XML with every element that the code writes; what is not given is empty. */
export function xmlCall(given: Readonly<Record<string, string>>): string {
  const names = [
    'Sid',
    'DateCreated',
    'DateUpdated',
    'ParentCallSid',
    'AccountSid',
    'To',
    'From',
    'PhoneNumberSid',
    'Status',
    'StartTime',
    'EndTime',
    'Duration',
    'Price',
    'PriceUnit',
    'Direction',
    'AnsweredBy',
    'ApiVersion',
    'ForwardedFrom',
    'CallerName',
    'Uri',
    'Ring_duration',
  ]
  const elements = names.map((name) => (given[name] === undefined ? `<${name}/>` : `<${name}>${given[name]}</${name}>`))
  const links = '<SubresourceUris><Notifications>/n</Notifications><Recordings>/r</Recordings></SubresourceUris>'
  return `    <Call>\n      ${[...elements, links].join('\n      ')}\n    </Call>`
}
