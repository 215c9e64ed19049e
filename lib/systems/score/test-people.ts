import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { AccessKeyId, InstitutionId } from '#lib/kernel/ids.ts'
import type { DebtSummary } from './debts-port.ts'
import type { Person } from './person.ts'

// Fixed names for tests, in the shapes that live ids have; the brands exist only in the type system.
export const AURORA = `ins_${'A'.repeat(22)}` as InstitutionId
export const BOREAL = `ins_${'B'.repeat(22)}` as InstitutionId
export const KEY_ID = `crk_live_${'k'.repeat(22)}` as AccessKeyId

export const PEOPLE: Readonly<Record<'plain' | 'closed' | 'unknown', Cpf>> = {
  plain: cpfOfBase('999000010'),
  closed: cpfOfBase('999000011'),
  unknown: cpfOfBase('999000012'),
}

/** An ordinary person for tests: R$ 4,000 a month, a year of it, five years of history. */
export function aPerson(now: Date): Person {
  return {
    name: 'Pessoa de Teste',
    // A birthday in the calendar.
    birthDate: '1985-03-10' as CivilDate,
    closed: false,
    scoreLocked: false,
    fraudAlert: false,
    address: {
      street: 'Rua das Acácias',
      number: '120',
      complement: null,
      district: 'Centro',
      city: 'Recife',
      uf: 'PE',
      postalCode: '50010120',
    },
    assets: [{ type: 'VEICULO', description: 'Automóvel 2018', valueCents: 3_000_000 }],
    income: { source: 'SALARIO', monthlyCents: 400_000, stabilityMonths: 12 },
    history: { months: 60, onTimeRatioBp: 9_600 },
    inquiries: [],
    updatedAt: now,
  }
}

/** Base A's answer about these listed debts. */
export function summaryOf(debts: readonly { amountCents: number; dueOn: CivilDate }[], now: Date): DebtSummary {
  return {
    snapshotId: 'res_0000000000000000000000',
    count: debts.length,
    totalCents: debts.reduce((total, { amountCents }) => total + amountCents, 0),
    largestCents: Math.max(0, ...debts.map(({ amountCents }) => amountCents)),
    oldestDueOn: debts.map(({ dueOn }) => dueOn).sort()[0] ?? null,
    lastRemovedOn: null,
    updatedAt: now,
  }
}

export const noDebts = (now: Date): DebtSummary => summaryOf([], now)
