/**
 * Of the rows that decoders of this version make. To be raised when a decoder makes other rows of the same answer:
 * instances with different formats do not read each other's rows, and keep them side by side. A guard compares what
 * decoders make of the golden answers with what they made when this was raised (test/guards/row-format.test.ts).
 */
export const ROW_FORMAT = '1'
