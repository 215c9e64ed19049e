/** Scopes that an access key may hold; the words of the wire. */
export const KEY_SCOPES = [
  'sistema1:consultar',
  'sistema1:identificar',
  'sistema2:score',
  'sistema2:cadastro',
  'sistema2:listar',
  'sistema2:identificar',
  'dividas:resumo',
  'sistema3:consultar',
  'sistema3:identificar',
  'concessoes:solicitar',
  'tarefas:executar',
  'chaves:administrar',
  'consentimentos:registrar',
  'fontes:enviar',
  'conta:ler',
] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/** Permissions of people and of services that no access key can ever hold. */
export const INTERNAL_PERMISSIONS = [
  'sistema1:resumo',
  'concessoes:aprovar',
  'equipe:administrar',
  'trilha:ler',
  'instituicoes:administrar',
  'perfil:administrar',
] as const
export type InternalPermission = (typeof INTERNAL_PERMISSIONS)[number]

export type Permission = KeyScope | InternalPermission

const ALL: ReadonlySet<string> = new Set([...KEY_SCOPES, ...INTERNAL_PERMISSIONS])

export function isPermission(text: string): text is Permission {
  return ALL.has(text)
}

/** The space-separated `scope` of a token as permissions; unknown words grant nothing and are dropped. */
export function permissionsOfScope(scope: string): ReadonlySet<Permission> {
  return new Set(scope.split(' ').filter(isPermission))
}
