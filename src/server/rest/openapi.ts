import { GraphQLNonNull, type GraphQLSchema, getNullableType } from 'graphql'
import { type JsonSchema, SchemaMaker } from './json-schema.js'
import type { RestOperation, RestVariable } from './rest-operations.js'
import { takesJson } from './rest-parameters.js'

/** The scalars of the graph, as they are in JSON. */
const SCALARS: Readonly<Record<string, JsonSchema>> = {
  DateTime: { type: 'string', format: 'date-time' },
  Decimal: { type: 'string' },
  JSONObject: { type: 'object' },
}

const ERRORS: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['message'],
    properties: {
      message: { type: 'string' },
      path: { type: 'array', items: { type: ['string', 'integer'] } },
      extensions: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string', description: 'What programs decide by.' } },
      },
    },
  },
}

/** The description of the operations, as OpenAPI 3.1. */
export function openApi(operations: Iterable<RestOperation>, schema: GraphQLSchema): JsonSchema {
  const maker = new SchemaMaker(schema, SCALARS)
  const paths = [...operations].map((operation): [string, JsonSchema] => [
    `/api/${operation.name}`,
    pathOf(operation, schema, maker),
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trunkline',
      version: '1',
      description:
        'The trusted documents of the gateway. An answer may have data and errors: where a system has failed.',
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: { ...maker.named, Errors: ERRORS },
      responses: {
        Failed: {
          description: 'There is no data, and `errors` says why.',
          content: json({ type: 'object', required: ['errors'], properties: { errors: ERRORS_REFERENCE } }),
        },
      },
    },
  }
}

const ERRORS_REFERENCE: JsonSchema = { $ref: '#/components/schemas/Errors' }

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } })

function pathOf(operation: RestOperation, schema: GraphQLSchema, maker: SchemaMaker): JsonSchema {
  const { definition, name, variables } = operation
  const isQuery = definition.operation === 'query'
  const common = {
    ...summaryOf(operation, schema),
    responses: {
      200: {
        description: 'The result.',
        content: json({
          type: 'object',
          required: ['data'],
          properties: { data: maker.ofResult(operation), errors: ERRORS_REFERENCE },
        }),
      },
      default: { $ref: '#/components/responses/Failed' },
    },
  }
  const post = { operationId: isQuery ? `${name}ByPost` : name, ...common, requestBody: bodyOf(variables, maker) }
  if (!isQuery) return { post }
  return { get: { operationId: name, ...common, parameters: variables.map((one) => parameterOf(one, maker)) }, post }
}

function summaryOf({ definition }: RestOperation, schema: GraphQLSchema): JsonSchema {
  const [first] = definition.selectionSet.selections
  const name = first?.kind === 'Field' ? first.name.value : ''
  const description = schema.getRootType(definition.operation)?.getFields()[name]?.description
  return description ? { description } : {}
}

/** Lists by repeating the parameter, which is the default of OpenAPI. */
function parameterOf(variable: RestVariable, maker: SchemaMaker): JsonSchema {
  const { name, type, isRequired } = variable
  const schema = withDefault(maker.ofInput(new GraphQLNonNull(getNullableType(type))), variable)
  const form = takesJson(type) ? { content: json(schema) } : { schema }
  return { name, in: 'query', ...(isRequired && { required: true }), ...form }
}

function bodyOf(variables: readonly RestVariable[], maker: SchemaMaker): JsonSchema {
  const required = variables.filter(({ isRequired }) => isRequired).map(({ name }) => name)
  return {
    required: true,
    content: json({
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(variables.map((one) => [one.name, withDefault(maker.ofInput(one.type), one)])),
      ...(required.length > 0 && { required }),
    }),
  }
}

const withDefault = (schema: JsonSchema, { defaultValue }: RestVariable): JsonSchema =>
  defaultValue === undefined ? schema : { ...schema, default: defaultValue }
