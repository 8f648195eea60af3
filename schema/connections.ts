import { Field, Int, ObjectType } from 'type-graphql'
import { ActiveCall } from './active-call.js'
import { Call } from './call.js'
import { Session } from './session.js'
import { Customer, PageInfo, Total } from './shapes.js'
import { SipAccount } from './sip-account.js'
import { SourceReport } from './source.js'

/** The type-graphql classes of one Relay connection and its edge. */
function connectionOf<T extends object>(nodeClass: new () => T) {
  const name = nodeClass.name

  @ObjectType(`${name}Edge`, { description: `One ${name} in a list, with its cursor.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, {
      description: 'The position of this record in the list; pass it as after or before to continue from here.',
    })
    cursor!: string

    @Field(() => nodeClass, { description: 'The record.' })
    node!: T
  }

  @ObjectType(`${name}Connection`, {
    description: `A page of the ordered list of ${name} records from all queried sources.`,
    simpleResolvers: true,
  })
  class Connection {
    @Field(() => [Edge], { description: 'The records of this page, each with its cursor.' })
    edges!: Edge[]

    @Field(() => [nodeClass], { description: 'The records of this page.' })
    nodes!: T[]

    @Field(() => PageInfo, { description: 'The position of this page in the list.' })
    pageInfo!: PageInfo

    @Field(() => Int, {
      nullable: true,
      description:
        'The exact number of matching records; null if it is not known exactly. It is only computed if selected.',
    })
    totalCount!: number | null

    @Field(() => Total, { description: 'How many records match, and how precise that count is.' })
    total!: Total

    @Field(() => [SourceReport], { description: 'What each queried source contributed.' })
    sources!: SourceReport[]
  }
  return Connection
}

export const CallConnection = connectionOf(Call)
export const SessionConnection = connectionOf(Session)
export const SipAccountConnection = connectionOf(SipAccount)
export const CustomerConnection = connectionOf(Customer)
export const ActiveCallConnection = connectionOf(ActiveCall)
