import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql'
import { RatePlan, SipAccount, VoiceUsage } from '../../../schema/sip-account.js'
import { withCondensedFields } from '../../engine/lookup/condensed-detail.js'
import { failureOf } from '../../engine/source/failures.js'
import type { RecordView } from '../../engine/source/records.js'
import { isShownBy } from '../../engine/source/visibility.js'
import type { GraphContext } from '../context.js'
import { selects } from '../links/selection.js'
import { sourceFieldError } from '../source-field-error.js'

/** Reads a field that only the condensed list of accounts has, for an account that was fetched by its id. */
async function readCondensed(account: RecordView, field: string, context: GraphContext): Promise<unknown> {
  try {
    const whole = await withCondensedFields(context, account, new Set(['ratePlan', 'ratePlan.name', 'voiceUsage']))
    return Reflect.get(whole, field)
  } catch (error) {
    throw sourceFieldError(failureOf(error), account.source.name)
  }
}

@Resolver(() => SipAccount)
export class SipAccountResolver {
  /** The only field whose right is decided record by record. */
  @FieldResolver(() => String, { nullable: true })
  password(@Root() account: SipAccount & RecordView, @Ctx() context: GraphContext): string | null {
    if (isShownBy('sip:credentials', context, 'sipAccounts', account)) return account.password
    throw new GraphQLError('password: the scope sip:credentials is not granted', {
      extensions: { code: 'FORBIDDEN' },
    })
  }

  @FieldResolver(() => RatePlan, { nullable: true })
  ratePlan(
    @Root() account: SipAccount & RecordView,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): unknown {
    const plan = account.ratePlan
    return plan !== null && plan.name === null && selects(info, 'name')
      ? readCondensed(account, 'ratePlan', context)
      : plan
  }

  @FieldResolver(() => [VoiceUsage], { nullable: true })
  voiceUsage(@Root() account: SipAccount & RecordView, @Ctx() context: GraphContext): unknown {
    return account.voiceUsage.length === 0 ? readCondensed(account, 'voiceUsage', context) : account.voiceUsage
  }
}
