import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { CustomerStatus } from '../../../schema/enums.js'
import { Balance, Customer } from '../../../schema/shapes.js'
import { type RecordView, rowOf } from '../../engine/source/records.js'
import type { GraphContext } from '../context.js'

// What a source knows of a customer. Records that mention one have its id and name only: the rest is read when it is
// selected, once for each customer of an operation.

type CustomerRecord = Customer & RecordView

/** A field of a customer; null where the source has no such record, or cannot fetch it. */
function known<Name extends keyof Customer>(
  customer: CustomerRecord,
  name: Name,
  { customers, engine }: GraphContext,
): Customer[Name] | null | Promise<Customer[Name] | null> {
  if (rowOf(customer) !== null) return customer[name]
  if (engine.sources.find(customer.source.name)?.declaration.lookups.customer === undefined) return null
  return customers.load(customer.id).then((whole) => (isCustomer(whole) ? whole[name] : null))
}

const isCustomer = (record: RecordView | null): record is CustomerRecord => record?.typeName === 'Customer'

@Resolver(() => Customer)
export class CustomerResolver {
  @FieldResolver(() => CustomerStatus, { nullable: true })
  status(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'status', context)
  }

  @FieldResolver(() => String, { nullable: true })
  vendorStatus(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'vendorStatus', context)
  }

  @FieldResolver(() => String, { nullable: true })
  login(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'login', context)
  }

  @FieldResolver(() => String, { nullable: true })
  description(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'description', context)
  }

  @FieldResolver(() => Balance, { nullable: true })
  balance(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'balance', context)
  }

  @FieldResolver(() => String, { nullable: true })
  baseCurrency(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'baseCurrency', context)
  }

  @FieldResolver(() => Customer, { nullable: true })
  parent(@Root() customer: CustomerRecord, @Ctx() context: GraphContext): unknown {
    return known(customer, 'parent', context)
  }
}
