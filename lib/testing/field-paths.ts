import { z } from 'zod'

/** Paths of all members that hold a value in any answer of a schema; rows of a list have their list's path. */
export function fieldPathsOf(schema: z.ZodType): string[] {
  return [...new Set(pathsOfSchema(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }), ''))].sort()
}

/** Paths of all members of one answer that hold something other than null, and what they hold. */
export function fieldsIn(answer: unknown, place = ''): [path: string, value: unknown][] {
  if (Array.isArray(answer)) return answer.flatMap((item) => fieldsIn(item, place))
  if (typeof answer !== 'object') return [[place, answer]]
  if (answer === null) return []
  return Object.entries(answer).flatMap(([member, value]) => fieldsIn(value, joined(place, member)))
}

type JsonSchema = {
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  type?: string
}

function pathsOfSchema(node: unknown, place: string): string[] {
  // zod writes JSON Schema of this much at least.
  const { properties, items, anyOf, type } = node as JsonSchema
  if (anyOf) return anyOf.flatMap((option) => pathsOfSchema(option, place))
  if (properties) {
    return Object.entries(properties).flatMap(([member, inner]) => pathsOfSchema(inner, joined(place, member)))
  }
  if (items) return pathsOfSchema(items, place)
  return type === 'null' ? [] : [place]
}

function joined(place: string, member: string): string {
  return place === '' ? member : `${place}.${member}`
}
