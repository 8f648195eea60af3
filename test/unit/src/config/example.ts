// The configuration as its design document shows it, and with the keys that the document only names.

import { createCertificate } from '../../../support/certificate.js'

const { cert, key } = createCertificate()
/** A certificate of the server, generated for each run, which is the authority of its clients as well. */
export const TLS = `{ cert: ${JSON.stringify(cert)}, key: ${JSON.stringify(key)}, clientCa: ${JSON.stringify(cert)} }`

/** The example, with the references that an operator would write. */
export const EXAMPLE = `
server:
  host: 127.0.0.1
  port: 4000
  maxPageSize: 1000
  deadlineMs: 8000
  explorer: true            # GraphiQL at GET /graphql for browsers; off by default when NODE_ENV=production
sources:
  telecomx-dk:
    vendor: telecomx
    url: https://api.telecomx.dk
    auth: { username: "\${TX_USER}", password: "\${TX_PASSWORD}" }    # or { token: … } (a machine token)
    # resellerId: …          lets a batch of customers be answered by one reseller list
  sippy-eu:
    vendor: portasip
    url: https://sippy.example.net/xmlapi/xmlapi
    auth: { username: weblogin, password: "\${SIPPY_API_PASSWORD}" } # HTTP digest; or trusted: { customerId: 1 }
    # tls: { ca: … | insecure: true }
  restcomm:
    vendor: restcomm
    url: http://restcomm.example.net:8080/restcomm-sbc/2012-04-24
    auth: { accountSid: AC…, authToken: "\${RESTCOMM_TOKEN}" }
    # product: sbc | connect (path has Accounts/{sid}; hang-up exists)   format: xml | json   timeZone: …
  mor-lt:
    vendor: mor
    url: https://mor.example.net/billing
    auth: { username: admin, secretKey: "\${MOR_SECRET}" }
    # hash: auto | key | username+key | none     timeZone: Europe/Vilnius (its times have no offset)
`

export const ENVIRONMENT: Readonly<Record<string, string>> = {
  TX_USER: 'desk@example.dk',
  TX_PASSWORD: 'demo-password-tx',
  SIPPY_API_PASSWORD: 'demo-password-sippy',
  RESTCOMM_TOKEN: 'demo-token-restcomm',
  MOR_SECRET: 'demo-secret-mor',
}

/** Every key that a source or the server may have. */
export const EVERY_KEY = `
server:
  host: 0.0.0.0
  port: 0
  maxPageSize: 500
  defaultPageSize: 20
  deadlineMs: 5000
  drainMs: 100
  watch: 10s
  stopGraceMs: 0
  hosts: [gateway.example.net, "*.example.org"]
  maxConnections: 500
  maxUnsentBytes: 1048576
  executor: graphql-js
  limits: { records: 5000, lists: 20, vendorRequests: 50, bytes: 8MiB }
  stats: { maxRows: 200000, deadline: 30s }
  export: { maxRows: 1000, maxSeconds: 60, concurrent: 1 }
  metrics: { port: 9100, host: 127.0.0.2 }
  explorer: false
  cursorKeys: [demo-cursor-key-of-32-characters-or-more, demo-cursor-key-that-was-used-before-it]
  cors: { origins: [https://desk.example.net, "*"] }
  trustedProxies: { addresses: [127.0.0.1, "2001:db8::/32"] }
  tls: ${TLS}
  checkBeforeReady: report
sources:
  a:
    vendor: telecomx
    title: TelecomX of the branch
    url: https://api.telecomx.dk
    auth: { token: demo-token }
    resellerId: 1234567890ABCDEF12345678
    region: DK
    control: true
    timeoutMs: 3000
    retries: 0
    maxConcurrency: 4
    requestsPerSecond: 2.5
    maxResponseBytes: 1048576
    maxScanRows: 500
    freshness: { activeCalls: 2s, calls: 500ms, sessions: 1m, sipAccounts: 1h, customers: 5m }
    staleOnError: 5m
    order: none
  b:
    vendor: portasip
    url: https://sippy.example.net/xmlapi/xmlapi
    trusted: { customerId: 1 }
    tls: { insecure: true }
    proxy: { url: "http://proxy.example.net:3128", username: gateway, password: demo-proxy-password, ca: ${JSON.stringify(cert)} }
    timeZone: Europe/Copenhagen
    region: SE
    order: { activeCalls: none }
  c:
    vendor: portasip
    url: https://sippy.example.net/xmlapi/xmlapi
    trusted: { wholesalerId: 7 }
    staleOnError: 0
  d:
    vendor: restcomm
    url: http://restcomm.example.net:8080/restcomm/2012-04-24
    auth: { accountSid: AC1, authToken: demo-password }
    product: connect
    format: xml
    timeZone: Europe/Rome
    region: IT
    order: { calls: newest-first, activeCalls: newest-first }
  e:
    vendor: mor
    url: https://mor.example.net/billing
    auth: { username: admin, secretKey: demo-secret }
    hash: username+key
    timeZone: Europe/Vilnius
    region: LT
    order: newest-first
  f:
    vendor: telecomx
    url: https://api.telecomx.dk
    auth: { username: demo, password: demo-password }
    order: { sessions: none, sipAccounts: native-id }
auth:
  jwt:
    - issuer: https://id.example.net
      audience: [trunkline, api]
      jwks: https://id.example.net/keys
      algorithms: [RS256, ES256]
      tokenType: at+jwt
      claims: { roles: realm_access.roles, tenant: customer_id }
      roles: [noc, tenant]
  keys:
    wallboard: { sha256: [9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08], role: noc, expires: 2027-06-30 }
    portal: { sha256: [60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752], role: [tenant], tenant: acme }
  certificates:
    "spiffe://example.net/reports": { role: noc }
  proxy: { userHeader: X-Auth-User, roles: { alice: noc, bob: { role: tenant, tenant: acme } } }
roles:
  noc: { scopes: ["*:read", control:disconnect], sources: { "*": all, a: none, b: { customers: ["1"] } } }
  tenant:
    scopes: [calls:read]
    mask: [phone]
    rate: { requests: 5/s, cost: 1000/m, concurrent: 2, disconnects: 1/h, makeCalls: 1/h }
tenants:
  acme: { a: { customers: ["1", "2"] }, d: all }
`
