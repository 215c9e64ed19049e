import { randomInt } from 'node:crypto'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { permissionsForAudience, type Role } from '#lib/access/roles.ts'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import type { Call } from '#lib/kernel/call.ts'
import { addDays, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'

// What tests of Base A ask, and by whom. For tests only.

export function grantInput(cpf: Cpf, terms: { minutos?: number; usos?: number } = {}) {
  return {
    cpf,
    finalidade: 'analise_de_credito',
    motivo: 'Proposta de crédito em análise na agência',
    minutos: terms.minutos ?? 30,
    usos: terms.usos ?? 10,
  }
}

export function searchInput(terms: { minutos?: number; usos?: number } = {}) {
  return {
    escopo: 'busca',
    finalidade: 'analise_de_credito',
    motivo: 'Cliente no balcão sem documento, proposta em análise',
    minutos: terms.minutos ?? 30,
    usos: terms.usos ?? 10,
  }
}

/** A call by a new member of an institution. */
export function callAs(
  role: Role,
  institution: InstitutionId,
  options: { permissions?: readonly Permission[]; ip?: string } = {},
): Call<Permission> {
  const id = randomId('member')
  return {
    requestId: randomId('request'),
    actor: {
      kind: 'member',
      id,
      institutionId: institution,
      sessionId: randomId('session'),
      label: `${id.slice(4, 12).toLowerCase()}@banco.example`,
      permissions: new Set(options.permissions ?? permissionsForAudience(role, 'sistema1')),
      purposes: PURPOSES,
    },
    ip: options.ip ?? '203.0.113.7',
    purpose: 'analise_de_credito',
    relationship: null,
    grantId: null,
  }
}

/** The same member, asking again. */
export function again(call: Call<Permission>): Call<Permission> {
  return { ...call, requestId: randomId('request') }
}

/** Outside the demonstration's range, which another test may have loaded. */
export function randomCpf(): Cpf {
  return cpfOfBase(`8${String(randomInt(100_000_000)).padStart(8, '0')}`)
}

/** A legal date so many days before today. */
export function daysAgo(days: number): CivilDate {
  return addDays(civilDateOf(new Date()), -days)
}

/** Searches of one run share a database: a surname that no other test uses. */
export function surname(): string {
  const letters = randomId('event')
    .slice(4)
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
  return `Q${letters.slice(0, 12)}`
}
