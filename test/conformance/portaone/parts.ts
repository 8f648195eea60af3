// Requests and responses in the form of PortaBilling.

export const asJson = (value: unknown, status = 200) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(value),
})

/** A request as it is sent, with its parameters as JSON text. */
export const sent = (method: string, params: string): string =>
  [
    `POST /rest/${method}`,
    'accept: application/json',
    'content-type: application/json',
    '',
    `{"params":${params}}`,
  ].join('\n')

/** An error of PortaBilling. */
export const faultAnswer = (faultcode: string) => asJson({ faultcode, faultstring: 'words of the vendor' }, 500)

export const party = (number: string, e164: string | null) => ({
  number,
  e164,
  name: null,
  anonymous: number === 'anonymous',
})
