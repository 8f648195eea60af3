declare module 'xmlrpc/lib/deserializer.js' {
  /** What the deserializer asks of a stream; it settles at once when `pipe` ends the parser with the whole body. */
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
