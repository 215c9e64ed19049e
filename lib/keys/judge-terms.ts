import { isIP } from 'node:net'
import type { z } from 'zod'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import { limitsOf } from '#lib/access/rate-limit.ts'
import { TIERS, type Tier } from '#lib/access/tier.ts'
import { createAddressList } from '#lib/http/address-list.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { AccessKey } from './key.ts'
import type { CreateKeyInput } from './schemas.ts'

type Wanted = z.output<typeof CreateKeyInput>

/** Longer than this, nobody knows any more what a key was for. */
const MAX_LIFE_MS = 5 * 366 * 86_400_000
/** Shorter prefixes are no list of one's own addresses: `0.0.0.0/0` least of all. */
const SHORTEST_PREFIX = { 4: 8, 6: 19 } as const

function refuse(campo: string, code: ErrorCode = 'requisicao_invalida'): AppError {
  const codigo = code === 'requisicao_invalida' ? 'invalido' : code
  return new AppError(code, { fields: [{ campo, codigo }] })
}

/** What can be judged of a new key without knowing whose it will be. */
export function judgeTerms({ ips = [], expira_em, limite, nivel }: Wanted, now: Date): void {
  ips.forEach((entry, index) => {
    if (!isUsefulRange(entry)) throw refuse(`ips.${index}`)
  })
  if (expira_em) {
    const life = expira_em.getTime() - now.getTime()
    if (life <= 0 || life > MAX_LIFE_MS) throw refuse('expira_em', 'intervalo_de_datas')
  }
  if (limite) {
    const [burst] = limitsOf(nivel, null).windows
    const perSecond = burst === undefined ? 0 : burst.quota / burst.seconds
    if (limite.limite > perSecond * limite.janela_s) throw refuse('limite.limite')
  }
}

function isUsefulRange(entry: string): boolean {
  try {
    createAddressList([entry])
  } catch {
    return false
  }
  const [address = '', prefix] = entry.split('/')
  const family = isIP(address) === 6 ? 6 : 4
  // `::ffff:0:0/96` is every address of version 4, in the clothes of version 6.
  if (family === 6 && /^::(?:ffff:|$|\d{1,3}\.)/i.test(address)) return false
  return prefix === undefined || Number(prefix) >= SHORTEST_PREFIX[family]
}

/** The most that whoever asks may give: the institution's own terms, or those of the key that asks. */
export type Ceiling = { tier: Tier; purposes: readonly Purpose[]; scopes: readonly KeyScope[] | null }

/** Nobody gives more than they have. A key never gives the power to make keys. */
export function judgeCeiling(
  { escopos, finalidades, nivel }: Pick<Wanted, 'escopos' | 'finalidades' | 'nivel'>,
  { tier, purposes, scopes }: Ceiling,
): void {
  if (TIERS.indexOf(nivel) > TIERS.indexOf(tier)) throw refuse('nivel')
  if (!finalidades.every((purpose) => purposes.includes(purpose)))
    throw refuse('finalidades', 'finalidade_nao_permitida')
  // No institution here is a source by a click of its own administrator.
  if (escopos.includes('fontes:enviar'))
    throw new AppError('escopo_insuficiente', { reason: 'sources are set up by hand' })
  if (scopes !== null) judgeReach(escopos, scopes)
}

/** Throws `escopo_insuficiente` where a key would come to hold, or hand out, what it lacks. */
export function judgeReach(wanted: readonly KeyScope[], held: readonly KeyScope[]): void {
  if (!wanted.every((scope) => held.includes(scope) && scope !== 'chaves:administrar')) {
    throw new AppError('escopo_insuficiente', { reason: 'a key gives only what it has' })
  }
}

/** The ceiling of a key that asks: itself, within what its institution has by now. */
export function ceilingOfKey(key: AccessKey, institution: { tier: Tier; purposes: readonly Purpose[] }): Ceiling {
  const lower = TIERS.indexOf(key.tier) < TIERS.indexOf(institution.tier) ? key.tier : institution.tier
  const purposes = key.purposes.filter((purpose) => institution.purposes.includes(purpose))
  return { tier: lower, purposes, scopes: key.scopes }
}
