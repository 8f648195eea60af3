import type { PageInfo } from '../../../schema/shapes.js'
import type { RecordView } from '../source/records.js'

// What tells the places of a page's records, worked out when it is asked for.
//
// Classes: of an object literal with getters, V8 makes a hidden class each time, which keeps all that they refer to until
// a whole collection of the garbage.

export class Edge {
  constructor(
    readonly node: RecordView,
    private readonly at: number,
    private readonly cursorAt: (at: number) => string,
  ) {}
  get cursor(): string {
    return this.cursorAt(this.at)
  }
}

export class PageEnds implements PageInfo {
  constructor(
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
    private readonly start: () => string | null,
    private readonly end: () => string | null,
  ) {}
  get startCursor(): string | null {
    return this.start()
  }
  get endCursor(): string | null {
    return this.end()
  }
}
