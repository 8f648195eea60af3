// What is read from the responses of a vendor.

/** The fields of a row as they were sent. Read them by known keys, with the readers of `wire/field-readers.ts`. */
export type Row = Readonly<Record<string, unknown>>

export interface DecodedPage {
  readonly rows: readonly Row[]
  /** How many rows match over all pages, as the vendor reports; null if it does not report it or is not reliable. */
  readonly total: number | null
  /** For lists that are continued with a token: that of the next page; null or absent: this was the last one. */
  readonly next?: string | null
}

/**
 * Reads a response piece by piece as it arrives, already decompressed and decoded to text.
 * Both methods throw VendorFault: PROTOCOL if the format is not the documented one, or the code of the fault table
 * for an error in a response with a success status.
 */
export interface Decoder<Result> {
  write(text: string): void
  end(): Result
  /** Whether nothing is read before `end`: the text may then be passed in one piece. */
  readonly readsAtEnd?: boolean
  /**
   * Present when odd characters inside values are repaired instead of refused. Bytes that are not of the character set
   * then arrive as U+FFFD. The decoder counts its repairs here, and the decoding of bytes adds its own.
   */
  readonly repairs?: RepairCount
}

/** How many characters or references of one answer were repaired. */
export interface RepairCount {
  count: number
}

/** Starts to read one response with a 2xx status. */
export type StartDecoder<Result> = (head: { readonly contentType: string }) => Decoder<Result>
