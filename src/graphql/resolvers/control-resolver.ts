import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql'
import type { MakeCallRequest } from '../../../adapters/contract.js'
import { DisconnectPayload, MakeCallInput, MakeCallPayload } from '../../../schema/control.js'
import { disconnect, makeCall, type PlacedCalls, readAttempt } from '../../engine/control/control.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
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
  ): Promise<PlacedCalls> {
    const { controlContext } = context
    const { source, order } = readAttempt(
      controlContext,
      { operation: 'makeCall', source: input.source, target: input.to },
      () => ({
        source: context.engine.sources.require(input.source, 'input.source'),
        order: toOrder(input),
      }),
    )
    return makeCall(controlContext, source, order)
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends one call. Sippy disconnectCall, TelecomX DELETE /sbc/session, Restcomm Connect Status=completed. ${NEVER_REPEATED}`,
  })
  disconnectCall(
    @Arg('id', () => ID, { description: 'The global id of an ActiveCall, a Call or a Session.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<DisconnectPayload> {
    const parsed = parseGlobalId(id)
    const attempt = {
      operation: 'disconnectCall',
      source: parsed?.source ?? '',
      target: parsed?.nativeId ?? id,
    } as const
    const { source, nativeId } = readAttempt(context.controlContext, attempt, () => {
      if (parsed === null) throw badInput('id', `${JSON.stringify(id)} is not an id of this graph`)
      if (parsed.type !== 'ActiveCall' && parsed.type !== 'Call' && parsed.type !== 'Session')
        throw badInput('id', `is the id of a ${parsed.type}, not of an ActiveCall, a Call or a Session`)
      return { source: context.engine.sources.require(parsed.source, 'id'), nativeId: parsed.nativeId }
    })
    return disconnect(context.controlContext, source, 'disconnectCall', nativeId)
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends every call of an account. Sippy disconnectAccount. ${NEVER_REPEATED}`,
  })
  disconnectAccount(
    @Arg('source', () => String, { description: 'The name of the source.' }) name: string,
    @Arg('accountId', () => String, { description: "The vendor's own key of the account. Sippy i_account." })
    accountId: string,
    @Ctx() context: GraphContext,
  ): Promise<DisconnectPayload> {
    return disconnectAll(context, 'disconnectAccount', name, accountId)
  }

  @Mutation(() => DisconnectPayload, {
    nullable: true,
    description: `Ends every call of a customer and of its subcustomers. Sippy disconnectCustomer. ${NEVER_REPEATED}`,
  })
  disconnectCustomer(
    @Arg('source', () => String, { description: 'The name of the source.' }) name: string,
    @Arg('customerId', () => String, { description: "The vendor's own key of the customer. Sippy i_customer." })
    customerId: string,
    @Ctx() context: GraphContext,
  ): Promise<DisconnectPayload> {
    return disconnectAll(context, 'disconnectCustomer', name, customerId)
  }
}

function disconnectAll(
  context: GraphContext,
  operation: 'disconnectAccount' | 'disconnectCustomer',
  name: string,
  target: string,
): Promise<DisconnectPayload> {
  const source = readAttempt(context.controlContext, { operation, source: name, target }, () =>
    context.engine.sources.require(name, 'source'),
  )
  return disconnect(context.controlContext, source, operation, target)
}

const LONGEST_RING_SECONDS = 600
const LONGEST_NUMBER = 200
const LONGEST_URL = 2000

/** @throws GraphQLError BAD_USER_INPUT naming the argument. */
function toOrder({ source: _, ...given }: MakeCallInput): MakeCallRequest {
  for (const name of ['from', 'to'] as const) {
    if (given[name].trim() === '') throw badInput(`input.${name}`, 'must not be empty')
    if (given[name].length > LONGEST_NUMBER)
      throw badInput(`input.${name}`, `must not be longer than ${LONGEST_NUMBER} characters`)
  }
  for (const name of ['url', 'fallbackUrl', 'statusCallback'] as const) {
    const url = given[name] ?? null
    if (url !== null && (!/^https?:$/.test(URL.parse(url)?.protocol ?? '') || url.length > LONGEST_URL))
      throw badInput(`input.${name}`, `must be an http or https URL of at most ${LONGEST_URL} characters`)
  }
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
