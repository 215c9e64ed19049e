import { z } from 'zod'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { DEBT_ORDERS, VISIBLE_STATUSES } from '#lib/systems/debts/schemas.ts'

const Person = z.string().regex(PERSON_REFERENCE)
const Cursor = z.string().min(1).max(1_024)
const Day = z.iso.date().nullable()

/** Which of a person's debts, and in which order; null asks for no limit. sistema1 checks every rule again. */
export const DebtFiltersInput = z.strictObject({
  createdFrom: Day,
  createdTo: Day,
  dueFrom: Day,
  dueTo: Day,
  status: z.enum(VISIBLE_STATUSES).nullable(),
  order: z.enum(DEBT_ORDERS).nullable(),
})
export type DebtFilters = z.infer<typeof DebtFiltersInput>

export const ListDebtsInput = z.strictObject({ person: Person, filters: DebtFiltersInput, cursor: Cursor.nullable() })
export const ExportDebtsInput = z.strictObject({ person: Person, filters: DebtFiltersInput })
export const ExportMovementsInput = z.strictObject({ person: Person })
export const ListMovementsInput = z.strictObject({ person: Person, cursor: Cursor })
