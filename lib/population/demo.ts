import type { BureauId, InstitutionId } from '#lib/kernel/ids.ts'

/** The seed and size of the demonstration; the same people on every machine. */
export const DEMO_SEED = 20_260_701
export const DEMO_SIZE = 10_000

// The brand exists only in the type system; fixed ids are written out here and nowhere else.
const institution = (body: string) => `ins_${body}` as InstitutionId
const bureau = (body: string) => `bur_${body}` as BureauId

/** Made-up institutions, under fixed ids: consents in the population and members in the portal refer to them. */
export const DEMO_INSTITUTIONS = {
  aurora: { id: institution('BancoAurora00000000000'), name: 'Banco Aurora' },
  boreal: { id: institution('CooperativaBoreal00000'), name: 'Cooperativa Boreal' },
  /** The platform operator's own; it holds no consent and looks nobody up. */
  operator: { id: institution('CrivoOperador000000000'), name: 'Operador da Plataforma Crivo' },
} as const

/** Made-up bureaus at which inquiries were made. */
export const DEMO_BUREAUS = [
  { id: bureau('BirodoPlanalto00000000'), name: 'Birô do Planalto' },
  { id: bureau('CentralAtlantico000000'), name: 'Central Atlântico de Crédito' },
  { id: bureau('CadastroSerraAzul00000'), name: 'Cadastro Serra Azul' },
  { id: bureau('RegistroMeridional0000'), name: 'Registro Meridional' },
] as const

/** People with a promise (tested in `demo.test.ts`), by index. */
export const DEMO_PEOPLE = {
  /** Live consent to Banco Aurora and to nobody else, income, history, movements, a card purchase; no listed debt. */
  plain: 0,
  /** Five visible debts of different values and dates, one of them disputed, and others that nobody may see; likewise. */
  indebted: 1,
  /** A thin file: no income, no history, no debts. */
  noScore: 2,
} as const
