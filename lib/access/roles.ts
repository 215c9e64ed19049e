import type { Permission } from './permission-catalogue.ts'

export const ROLES = ['admin', 'approver', 'analyst', 'auditor', 'operator'] as const
export type Role = (typeof ROLES)[number]

/**
 * What each role may do, and nothing else: an administrator manages people and keys but looks nobody up, and whoever
 * approves access to Base A doesn't hold it.
 */
export const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set(['perfil:administrar', 'equipe:administrar', 'chaves:administrar', 'conta:ler']),
  approver: new Set(['perfil:administrar', 'concessoes:aprovar', 'conta:ler']),
  analyst: new Set([
    'perfil:administrar',
    'sistema1:consultar',
    'sistema2:score',
    'sistema2:cadastro',
    'sistema2:listar',
    'dividas:resumo',
    'sistema3:consultar',
    'concessoes:solicitar',
    'tarefas:executar',
    'conta:ler',
  ]),
  auditor: new Set(['perfil:administrar', 'trilha:ler', 'conta:ler']),
  operator: new Set(['perfil:administrar', 'instituicoes:administrar']),
}

/** Whoever decides for others (about access, people, keys, institutions) does so with a second factor, outside the demo. */
const WITH_SECOND_FACTOR: ReadonlySet<Role> = new Set(['admin', 'approver', 'operator'])

export function needsSecondFactor(role: Role): boolean {
  return WITH_SECOND_FACTOR.has(role)
}

const SETTING_UP: ReadonlySet<Permission> = new Set(['perfil:administrar'])

/** A role's permissions; of one whose second factor is asked for and missing, only what sets it up. */
export function permissionsOfRole(
  role: Role,
  { secondFactorMissing }: { secondFactorMissing: boolean },
): ReadonlySet<Permission> {
  return secondFactorMissing ? SETTING_UP : ROLE_PERMISSIONS[role]
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

/** The part of a role's permissions that one audience (`sistema1`, `sistema2`, `sistema3`) understands. */
export function permissionsForAudience(role: Role, audience: Audience): ReadonlySet<Permission> {
  const own = AUDIENCE_PERMISSIONS[audience]
  return new Set([...ROLE_PERMISSIONS[role]].filter((permission) => own.has(permission)))
}

export const AUDIENCES = ['sistema1', 'sistema2', 'sistema3'] as const
export type Audience = (typeof AUDIENCES)[number]

const AUDIENCE_PERMISSIONS: Readonly<Record<Audience, ReadonlySet<Permission>>> = {
  sistema1: new Set([
    'sistema1:consultar',
    'sistema1:identificar',
    'concessoes:solicitar',
    'concessoes:aprovar',
    'sistema1:resumo',
  ]),
  sistema2: new Set([
    'sistema2:score',
    'sistema2:cadastro',
    'sistema2:listar',
    'sistema2:identificar',
    'dividas:resumo',
  ]),
  sistema3: new Set(['sistema3:consultar', 'sistema3:identificar']),
}
