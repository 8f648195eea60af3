import { z } from 'zod'

/** Names that the operator chooses for roles, tenants and keys: they occur in logs and in claims of tokens. */
const NAME = /^[A-Za-z0-9][\w.@-]{0,63}$/

/** A name that the operator has chosen. */
export const nameText = z
  .string()
  .regex(NAME, 'must be a name: letters, digits, ".", "_", "@" and "-", and at most 64 of them')

/** One name, or a list of them; a list when parsed. */
export const namesText = z
  .union([nameText, z.array(nameText).min(1)])
  .transform((given): readonly string[] => (typeof given === 'string' ? [given] : given))
