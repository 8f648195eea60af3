import { Directive, Field, ID, ObjectType } from 'type-graphql'

@Directive('@key(fields: "number")')
@ObjectType({
  description:
    'A phone number, independent of any source. It is a federation entity, so that another graph (such as a CRM) can add fields to it.',
  simpleResolvers: true,
})
export class PhoneNumber {
  @Field(() => ID, { description: 'The number in E.164 form.' })
  number!: string

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 alpha-2 code of the country; null if several countries share the calling code.',
  })
  country!: string | null
}
