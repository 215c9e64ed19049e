import { type AccessKey, statusAt } from './key.ts'
import type { KeyWithSecret } from './operations/create-key.ts'
import type { Account } from './operations/read-usage.ts'
import type { AccountOnWire, KeyOnWire, NewSecretOnWire } from './schemas.ts'

export function keyOnWire(key: AccessKey, at: Date): KeyOnWire {
  return {
    id: key.id,
    nome: key.name,
    ambiente: key.environment,
    escopos: [...key.scopes],
    nivel: key.tier,
    finalidades: [...key.purposes],
    ips: [...key.ips],
    limite: key.limit && { limite: key.limit.quota, janela_s: key.limit.seconds },
    situacao: statusAt(key, at),
    criada_em: key.createdAt.toISOString(),
    expira_em: key.expiresAt?.toISOString() ?? null,
    ultimo_uso_em: key.lastUsedAt?.toISOString() ?? null,
    segredos: key.secrets.map(({ last4, expiresAt, lastUsedAt }) => ({
      final: last4,
      expira_em: expiresAt?.toISOString() ?? null,
      ultimo_uso_em: lastUsedAt?.toISOString() ?? null,
    })),
  }
}

export function accountOnWire({ key, institution, limits, today }: Account): AccountOnWire {
  const burst = limits.windows.find(({ name }) => name === 'burst')
  return {
    chave: key.id,
    instituicao: institution,
    escopos: [...key.scopes],
    nivel: key.tier,
    finalidades: [...key.purposes],
    limites: {
      por_segundo: burst?.quota ?? 0,
      por_dia: limits.callsPerDay,
      pessoas_por_dia: limits.peoplePerDay,
      proprio: key.limit && { limite: key.limit.quota, janela_s: key.limit.seconds },
    },
    uso: { hoje: today.calls, pessoas_hoje: today.people },
  }
}

export function newSecretOnWire({ key, secret, at }: KeyWithSecret): NewSecretOnWire {
  return { ...keyOnWire(key, at), ...(secret === null ? {} : { segredo: secret }) }
}
