import type { z } from 'zod'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { canonical, type Direction, isObject, type Json, type JsonObject, jsonSchemaOf } from './json-schema.ts'
import { KNOWN_INPUTS } from './known-inputs.ts'

const PREFIX = '#/components/schemas/'
/** Members of a schema whose values are data, not schemas. */
const DATA = new Set(['enum', 'const', 'default', 'examples', 'required'])

export type SchemaSet = {
  /** A schema with references in place of everything that has a name, and the codes of the parsers in it. */
  of(schema: z.ZodType, direction: Direction): { json: JsonObject; codes: ReadonlySet<ErrorCode> }
  /** The named schemas that were referred to so far, and those that they refer to; by name, in alphabetical order. */
  components(): Record<string, JsonObject>
}

/**
 * The document's named schemas. A schema is known again by what it says, so the systems need not share one to be
 * documented with one. Throws where two names say the same, or one name has to say two things.
 */
export function createSchemaSet(named: Readonly<Record<string, z.ZodType>>): SchemaSet {
  const bodies = new Map<string, JsonObject>()
  const nameOf = new Map<string, string>()
  const used = new Map<string, string>()

  function give(name: string, schema: z.ZodType, direction: Direction): void {
    // What a parser makes of an input is in no answer, so it needs no name.
    const { json } = jsonSchemaOf(schema, direction, 'any')
    const key = canonical(json)
    const other = nameOf.get(key)
    if (other !== undefined && other !== name) throw new Error(`schemas ${other} and ${name} say the same`)
    nameOf.set(key, name)
    bodies.set(key, json)
  }
  for (const [schema, { name }] of KNOWN_INPUTS) give(name, schema, 'input')
  for (const [name, schema] of Object.entries(named)) {
    give(name, schema, 'output')
    give(name, schema, 'input')
  }

  function refer(node: Json): Json {
    if (Array.isArray(node)) return node.map(refer)
    if (!isObject(node)) return node
    const key = canonical(node)
    const name = nameOf.get(key)
    if (name === undefined) return within(node)
    if ((used.get(name) ?? key) !== key) throw new Error(`schema ${name} is read and written in different forms`)
    used.set(name, key)
    return { $ref: PREFIX + name }
  }

  function within(node: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([member, value]) => [member, DATA.has(member) ? value : refer(value)]),
    )
  }

  return {
    of(schema, direction) {
      const { json, codes } = jsonSchemaOf(schema, direction)
      // An object stays an object.
      return { json: refer(json) as JsonObject, codes }
    },
    components() {
      const done = new Map<string, JsonObject>()
      // Writing one may bring others into use.
      for (let left = [...used]; left.length > 0; left = [...used].filter(([name]) => !done.has(name))) {
        for (const [name, key] of left) done.set(name, within(bodies.get(key) ?? {}))
      }
      return Object.fromEntries([...done].sort(([a], [b]) => (a < b ? -1 : 1)))
    },
  }
}
