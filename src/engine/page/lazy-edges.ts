import type { PageInfo } from '../../../schema/shapes.js'
import type { RecordView } from '../source/records.js'

// Edges and page info of a connection. Cursors are computed only when they are read.
//
// These are classes because V8 creates a hidden class for every object literal with getters, and such a hidden class
// retains what the getters refer to until a full garbage collection.

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
