import type { ErrorCode } from '../../schema/enums.js'

// Errors that a vendor reports, and what they mean.

/** An error that a vendor reports. The message is worded by the adapter, and is safe to show to clients. */
export class VendorFault extends Error {
  override readonly name = 'VendorFault'
  readonly #reported: ReportedFault | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** For the authenticator, which may log in again, or sign in another way, once. */
    readonly hint?: 'token-expired' | 'signature-refused',
    reported: ReportedFault | null = null,
  ) {
    super(message)
    this.#reported = reported
  }

  /** The vendor's own words, for the operator who runs `trunkline check`; null: there were none. Logs and JSON have none of it. */
  get reported(): ReportedFault | null {
    return this.#reported
  }
}

/** What a response says that reports an error: its HTTP status, and the vendor's code and text if there are any. */
export interface ReportedFault {
  readonly httpStatus: number
  readonly code?: string
  readonly text?: string
}

/** What an error of the vendor means. All conditions that are set must hold. */
export interface FaultRule {
  readonly when: {
    readonly httpStatus?: number | readonly [from: number, to: number]
    /** The vendor's error code, exactly. */
    readonly code?: string
    /** The vendor's error text. A string is compared after trimming, folding white space and ignoring case. */
    readonly text?: string | RegExp
  }
  readonly code: ErrorCode
  /** The message for the client: worded by the adapter, with what to do about the error. */
  readonly meaning: string
  readonly hint?: 'token-expired' | 'signature-refused'
}
