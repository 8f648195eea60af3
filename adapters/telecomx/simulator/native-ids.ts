// TelecomX's ids are 24 hexadecimal digits. A simulated id encodes the kind of object and its index.

const KINDS = {
  customer: 'C0',
  reseller: 'E0',
  sipAccount: 'A0',
  ratePlan: 'B0',
  address: 'AD',
  employee: 'EE',
  cdr: 'CD',
} as const
type Kind = keyof typeof KINDS

const ID_LENGTH = 24

/** The id of the nth customer, SIP account and so on. Ids of a kind sort as their indexes do. */
export const idOf = (kind: Kind, index: number): string =>
  KINDS[kind] +
  index
    .toString(16)
    .toUpperCase()
    .padStart(ID_LENGTH - KINDS[kind].length, '0')

/** The id of the nth reseller. */
export const resellerId = (index: number): string => idOf('reseller', index + 1)

/** The reseller that all the others are sub-resellers of. */
export const ROOT_RESELLER_ID = idOf('reseller', 0)

/** The id in upper case, as ids are compared. */
export const folded = (id: string): string => id.toUpperCase()
