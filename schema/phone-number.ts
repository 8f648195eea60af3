import { Directive, Field, ID, ObjectType } from 'type-graphql'

@Directive('@key(fields: "number")')
@ObjectType({
  description:
    'A phone number, whoever tells about it. An entity, so that another graph (a CRM, say) can hang its own fields on it.',
  simpleResolvers: true,
})
export class PhoneNumber {
  @Field(() => ID, { description: 'The number in E.164 form.' })
  number!: string

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 alpha-2 code of the country; null where a code has several.',
  })
  country!: string | null
}
