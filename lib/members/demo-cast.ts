import { KEY_SCOPES, type KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Role } from '#lib/access/roles.ts'
import type { Tier } from '#lib/access/tier.ts'
import { PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import type { DEMO_INSTITUTIONS } from '#lib/population/demo.ts'
import type { Institution } from './store.ts'

type InstitutionName = keyof typeof DEMO_INSTITUTIONS

/** The demonstration's institutions. The platform's own has a purpose on file only because every call states one. */
export const DEMO_TERMS: Readonly<Record<InstitutionName, Pick<Institution, 'kind' | 'tier' | 'purposes'>>> = {
  aurora: { kind: 'creditor', tier: 'corporativo', purposes: PURPOSES },
  boreal: { kind: 'creditor', tier: 'profissional', purposes: PURPOSES },
  operator: { kind: 'platform', tier: 'corporativo', purposes: ['analise_de_credito'] },
}

export type DemoMember = { email: string; name: string; role: Role; institution: InstitutionName }

/**
 * One person of each role at Banco Aurora, and a second approver and administrator, for what takes two; two at Cooperativa Boreal so that
 * isolation can be seen; one operator.
 */
export const DEMO_MEMBERS: readonly DemoMember[] = [
  { email: 'ana@aurora.example', name: 'Ana Ribeiro', role: 'analyst', institution: 'aurora' },
  { email: 'bruno@aurora.example', name: 'Bruno Siqueira', role: 'approver', institution: 'aurora' },
  { email: 'carla@aurora.example', name: 'Carla Nogueira', role: 'admin', institution: 'aurora' },
  { email: 'davi@aurora.example', name: 'Davi Antunes', role: 'auditor', institution: 'aurora' },
  { email: 'gilda@aurora.example', name: 'Gilda Peixoto', role: 'approver', institution: 'aurora' },
  { email: 'heitor@aurora.example', name: 'Heitor Lacerda', role: 'admin', institution: 'aurora' },
  { email: 'elisa@boreal.example', name: 'Elisa Brandão', role: 'admin', institution: 'boreal' },
  { email: 'fabio@boreal.example', name: 'Fábio Queiroz', role: 'analyst', institution: 'boreal' },
  { email: 'olga@crivo.example', name: 'Olga Menezes', role: 'operator', institution: 'operator' },
]

export type DemoKey = {
  slug: string
  name: string
  institution: InstitutionName
  scopes: readonly KeyScope[]
  tier: Tier
  purposes: readonly Purpose[]
}

const DATA_SCOPES = KEY_SCOPES.filter((scope) => scope !== 'chaves:administrar' && scope !== 'fontes:enviar')

/** The live keys of the demonstration, in the order in which `demo.json` lists them. */
export const DEMO_KEYS: readonly DemoKey[] = [
  {
    slug: 'complete',
    name: 'Integração completa',
    institution: 'aurora',
    scopes: DATA_SCOPES,
    tier: 'profissional',
    purposes: PURPOSES,
  },
  {
    slug: 'without-sistema3',
    name: 'Integração sem o sistema 3',
    institution: 'aurora',
    scopes: DATA_SCOPES.filter((scope) => !scope.startsWith('sistema3:')),
    tier: 'basico',
    purposes: PURPOSES,
  },
  {
    slug: 'free',
    name: 'Avaliação gratuita',
    institution: 'aurora',
    scopes: ['sistema3:consultar', 'sistema2:score', 'conta:ler'],
    tier: 'gratuito',
    purposes: ['analise_de_credito', 'concessao_de_credito'],
  },
  {
    slug: 'keys-administration',
    name: 'Administração de chaves',
    institution: 'aurora',
    scopes: ['chaves:administrar', 'conta:ler'],
    tier: 'basico',
    purposes: PURPOSES,
  },
  {
    slug: 'boreal',
    name: 'Integração Boreal',
    institution: 'boreal',
    scopes: ['sistema1:consultar', 'concessoes:solicitar', 'tarefas:executar', 'conta:ler'],
    tier: 'basico',
    purposes: PURPOSES,
  },
]

/** The portal's own credential at sistema3; with it, and only with it, a signed statement names the member who asks. */
export const PORTAL_KEY: Omit<DemoKey, 'slug'> = {
  name: 'Portal',
  institution: 'operator',
  scopes: ['sistema3:consultar', 'sistema3:identificar'],
  tier: 'corporativo',
  purposes: PURPOSES,
}
