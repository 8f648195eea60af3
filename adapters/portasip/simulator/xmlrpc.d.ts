// The parts of npm xmlrpc that @types/xmlrpc does not declare.

declare module 'xmlrpc/lib/deserializer.js' {
  /**
   * The methods of a stream that the deserializer uses. It calls back synchronously if `pipe` passes the whole body.
   */
  interface BodySource {
    setEncoding(encoding: string): void
    on(event: string, listener: (...values: unknown[]) => void): void
    pipe(parser: { end(body: string): void }): void
  }
  export default class Deserializer {
    deserializeMethodResponse(stream: BodySource, done: (error: unknown, value?: unknown) => void): void
    deserializeMethodCall(
      stream: BodySource,
      done: (error: unknown, method?: string, parameters?: unknown[]) => void,
    ): void
  }
}

declare module 'xmlrpc/lib/serializer.js' {
  /** @throws Error for characters that XML does not have. */
  export function serializeMethodResponse(value: unknown): string
  export function serializeFault(fault: { readonly faultCode: unknown; readonly faultString: unknown }): string
}

declare module 'xmlrpc/lib/customtype.js' {
  /** Builds an XML element. */
  export interface ElementBuilder {
    ele(name: string): ElementBuilder
    txt(text: string): ElementBuilder
    /** Adds XML as it is. */
    raw(xml: string): ElementBuilder
  }
  /** A value with its own serialization: by default as text in an element named `tagName`. */
  export default class CustomType {
    constructor(raw: string)
    readonly raw: string
    readonly tagName: string
    /** @param value the `<value>` element, to be filled. */
    serialize(value: ElementBuilder): ElementBuilder
  }
}
