import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, ID, Info, Mutation, Resolver } from 'type-graphql'
import type { MakeCallRequest } from '../../../adapters/contract.js'
import { DisconnectPayload, IDEMPOTENCY_KEY, MakeCallInput, MakeCallPayload } from '../../../schema/control.js'
import { readAttempt, toAttempt } from '../../engine/control/attempt.js'
import { disconnect, makeCall, type PlacedCalls } from '../../engine/control/control.js'
import { checkKey } from '../../engine/control/repeated-actions.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import type { Source } from '../../engine/source/source.js'
import { sourcesFor } from '../../engine/source/visibility.js'
import type { GraphContext } from '../context.js'

const NEVER_REPEATED = 'Only where the source is configured with control: true; never repeated automatically.'

@Resolver()
export class ControlResolver {
  @Mutation(() => MakeCallPayload, {
    nullable: true,
    description: `Places a call. Restcomm POST Calls. ${NEVER_REPEATED}`,
  })
  makeCall(
    @Arg('input', () => MakeCallInput, { description: 'The call to place.' }) input: MakeCallInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PlacedCalls> {
    const { controlContext } = context
    const attempt = toAttempt('makeCall', { input }, nameOf(info))
    const { idempotencyKey, ...given } = input
    const { source, callRequest, key } = readAttempt(controlContext, attempt, () => ({
      source: sourceOf(context, input.source, 'input.source'),
      callRequest: toCallRequest(given),
      key: checkKey('input.idempotencyKey', idempotencyKey),
    }))
    const identity = ['makeCall', input.source, Object.entries(callRequest).sort(([a], [b]) => (a < b ? -1 : 1))]
    return makeCall(controlContext, { attempt, source, callRequest, key, identity })
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends one call. Sippy disconnectCall, TelecomX DELETE /sbc/session, Restcomm Connect Status=completed. ${NEVER_REPEATED}`,
  })
  disconnectCall(
    @Arg('id', () => ID, { description: 'The global id of an ActiveCall, a Call or a Session.' }) id: string,
    @Arg('idempotencyKey', () => String, { nullable: true, description: IDEMPOTENCY_KEY })
    idempotencyKey: string | undefined,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DisconnectPayload> {
    const call = parseGlobalId(id)
    const operation = 'disconnectCall'
    const attempt = { ...toAttempt(operation, { id, idempotencyKey }, nameOf(info)), operation } as const
    const request = readAttempt(context.controlContext, attempt, () => {
      if (call === null) throw badInput('id', `${JSON.stringify(id)} is not an id of this graph`)
      if (call.type !== 'ActiveCall' && call.type !== 'Call' && call.type !== 'Session')
        throw badInput('id', `is the id of a ${call.type}, not of an ActiveCall, a Call or a Session`)
      const source = sourceOf(context, call.source, 'id')
      return { source, call, target: call.nativeId, key: checkKey('idempotencyKey', idempotencyKey) }
    })
    return disconnect(context.controlContext, { ...request, attempt, identity: [operation, id] })
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends every call of an account. Sippy disconnectAccount. ${NEVER_REPEATED}`,
  })
  disconnectAccount(
    @Arg('source', () => String, { description: 'The name of the source.' }) source: string,
    @Arg('accountId', () => String, { description: "The vendor's own key of the account. Sippy i_account." })
    accountId: string,
    @Arg('idempotencyKey', () => String, { nullable: true, description: IDEMPOTENCY_KEY })
    idempotencyKey: string | undefined,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DisconnectPayload> {
    return disconnectAll(context, info, 'disconnectAccount', accountId, { source, accountId, idempotencyKey })
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends every call of a customer and of its subcustomers. Sippy disconnectCustomer. ${NEVER_REPEATED}`,
  })
  disconnectCustomer(
    @Arg('source', () => String, { description: 'The name of the source.' }) source: string,
    @Arg('customerId', () => String, { description: "The vendor's own key of the customer. Sippy i_customer." })
    customerId: string,
    @Arg('idempotencyKey', () => String, { nullable: true, description: IDEMPOTENCY_KEY })
    idempotencyKey: string | undefined,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DisconnectPayload> {
    return disconnectAll(context, info, 'disconnectCustomer', customerId, { source, customerId, idempotencyKey })
  }
}

interface BulkArguments {
  readonly source: string
  readonly accountId?: string
  readonly customerId?: string
  readonly idempotencyKey: string | undefined
}

function disconnectAll(
  context: GraphContext,
  info: GraphQLResolveInfo,
  operation: 'disconnectAccount' | 'disconnectCustomer',
  target: string,
  args: BulkArguments,
): Promise<DisconnectPayload> {
  const attempt = { ...toAttempt(operation, { ...args }, nameOf(info)), operation }
  const request = readAttempt(context.controlContext, attempt, () => ({
    source: sourceOf(context, args.source, 'source'),
    key: checkKey('idempotencyKey', args.idempotencyKey),
  }))
  const identity = [operation, args.source, target]
  return disconnect(context.controlContext, { ...request, attempt, target, call: null, identity })
}

const nameOf = ({ operation }: GraphQLResolveInfo): string | null => operation.name?.value ?? null

/** A source that the client may not see is one that does not exist. */
function sourceOf({ engine, access }: GraphContext, name: string, argument: string): Source {
  return sourcesFor(engine.sources, access).require(name, argument)
}

const LONGEST_RING_SECONDS = 600

/** @throws GraphQLError BAD_USER_INPUT naming the argument. */
function toCallRequest({ source: _, ...given }: Omit<MakeCallInput, 'idempotencyKey'>): MakeCallRequest {
  const timeoutSeconds = given.timeoutSeconds ?? null
  if (timeoutSeconds !== null && (timeoutSeconds < 1 || timeoutSeconds > LONGEST_RING_SECONDS))
    throw badInput('input.timeoutSeconds', `must be from 1 to ${LONGEST_RING_SECONDS}`)
  // A null counts as left out.
  const { from, to, url, ...rest } = given
  return {
    from,
    to,
    url,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined)),
  }
}
