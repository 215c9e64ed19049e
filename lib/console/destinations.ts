import type { Permission } from '#lib/access/permission-catalogue.ts'

/** The pages of the portal that exist, in the order of the rail, each for whoever holds one of its permissions. */
export const DESTINATIONS = [
  { id: 'lookup', href: '/consultas', anyOf: ['sistema3:consultar'] },
  { id: 'portfolio', href: '/carteira', anyOf: ['sistema2:listar'] },
  { id: 'tasks', href: '/tarefas', anyOf: ['tarefas:executar'] },
  { id: 'grants', href: '/concessoes', anyOf: ['concessoes:solicitar', 'concessoes:aprovar'] },
  { id: 'keys', href: '/chaves', anyOf: ['chaves:administrar'] },
  { id: 'usage', href: '/uso', anyOf: ['conta:ler'] },
  { id: 'services', href: '/servicos', anyOf: ['perfil:administrar'] },
  { id: 'team', href: '/equipe', anyOf: ['equipe:administrar'] },
  { id: 'documentation', href: '/documentacao', anyOf: ['perfil:administrar'] },
] as const satisfies readonly { id: string; href: string; anyOf: readonly Permission[] }[]

export type DestinationId = (typeof DESTINATIONS)[number]['id']
export type Destination = { id: DestinationId; href: string; label: string }

/** The destinations open to somebody with these permissions; the pages themselves check again. */
export function destinationsFor(permissions: ReadonlySet<Permission>) {
  return DESTINATIONS.filter(({ anyOf }) => anyOf.some((permission) => permissions.has(permission)))
}
