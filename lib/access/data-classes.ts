import type { Permission } from './permission-catalogue.ts'

/**
 * The classes of what an answer may hold. Seven are of the law (see the rules beside them); the other three are of every
 * answer: what frames it, who it is about, and who asked before.
 */
export const DATA_CLASSES = [
  /** Cursors, states of blocks, instants of updates: says nothing of a person. */
  'ENVELOPE',
  /** CPF (masked unless the caller may identify), name, references. */
  'IDENTITY',
  'SCORE',
  /** What each reason costs in points: for people, who can be asked about it, not for programs. */
  'SCORE_POINTS',
  'NEGATIVE_RECORD',
  'POSITIVE_HISTORY',
  'REGISTRATION',
  'BANK_SECRECY',
  /** That others looked, when, and how often. */
  'INQUIRY_LOG',
  /** Who looked and from where. */
  'INQUIRY_AUTHOR',
] as const
export type DataClass = (typeof DATA_CLASSES)[number]

/** Who sees an answer: an access key, a member of an institution, the person herself. */
export type DataAudience = 'partner' | 'analyst' | 'person'

/** What shows a class: any of the permissions, and all of the rest that is named. */
type Rule = {
  anyOf: readonly Permission[]
  /** The person's live consent to the caller's institution, for this class. */
  consent?: DataClass
  /** Only what the caller's own institution did. */
  ownOnly?: true
}

const LOOK_UPS = [
  'sistema1:consultar',
  'sistema2:score',
  'sistema2:cadastro',
  'sistema2:listar',
  'sistema3:consultar',
  'consentimentos:registrar',
] as const satisfies readonly Permission[]

const INSTITUTIONS: Readonly<Record<DataClass, Rule>> = {
  ENVELOPE: { anyOf: LOOK_UPS },
  IDENTITY: { anyOf: LOOK_UPS },
  SCORE: { anyOf: ['sistema2:score'] },
  SCORE_POINTS: { anyOf: ['sistema2:score'] },
  // Debts one by one under a grant, sums under a mandate: those are sistema1's own locks.
  NEGATIVE_RECORD: { anyOf: ['sistema1:consultar', 'dividas:resumo'] },
  POSITIVE_HISTORY: { anyOf: LOOK_UPS, consent: 'POSITIVE_HISTORY' },
  REGISTRATION: { anyOf: ['sistema1:consultar', 'sistema2:cadastro'] },
  BANK_SECRECY: { anyOf: ['sistema3:consultar'], consent: 'BANK_SECRECY' },
  INQUIRY_LOG: { anyOf: LOOK_UPS },
  INQUIRY_AUTHOR: { anyOf: LOOK_UPS, ownOnly: true },
}

/** Partners and analysts stand under the same law, but for points; the person sees all that is hers. */
const RULES: Readonly<Record<DataAudience, Readonly<Record<DataClass, Rule>> | 'everything'>> = {
  partner: { ...INSTITUTIONS, SCORE_POINTS: { anyOf: [] } },
  analyst: INSTITUTIONS,
  person: 'everything',
}

/** What a caller has to show for a class. */
export type DataGround = {
  audience: DataAudience
  permissions: ReadonlySet<Permission>
  /** The classes that the person's live consent to the caller's institution covers. */
  consented: ReadonlySet<DataClass>
  /** Whether what is asked about was done by the caller's own institution. */
  isOwn?: boolean
}

/** Whether a class may be shown; no class, and no rule, is no. */
export function mayShow(dataClass: DataClass | undefined, ground: DataGround): boolean {
  if (dataClass === undefined) return false
  const rules = RULES[ground.audience]
  if (rules === 'everything') return true
  const { anyOf, consent, ownOnly } = rules[dataClass]
  const permitted = anyOf.some((permission) => ground.permissions.has(permission))
  const consented = consent === undefined || ground.consented.has(consent)
  return permitted && consented && (ownOnly === undefined || ground.isOwn === true)
}

type FieldClasses = Readonly<Record<string, DataClass>>

const LAST_INQUIRY = {
  'ultima_consulta.em': 'INQUIRY_LOG',
  'ultima_consulta.ip': 'INQUIRY_AUTHOR',
  'ultima_consulta.usuario': 'INQUIRY_AUTHOR',
} as const satisfies FieldClasses

/** The state of a block that could not be had, and of what age one is. */
function blocks(...names: readonly string[]): FieldClasses {
  return Object.fromEntries(names.flatMap((name) => [`${name}.situacao`, `${name}.atualizado_em`]).map(envelope))
}
const envelope = (path: string) => [path, 'ENVELOPE'] as const

/** The same class for several members of one block. */
function all(dataClass: DataClass, block: string, members: readonly string[]): FieldClasses {
  return Object.fromEntries(members.map((member) => [block === '' ? member : `${block}.${member}`, dataClass]))
}

const MOVEMENT = ['em', 'tipo', 'sentido', 'valor', 'descricao']
const ADDRESS = ['logradouro', 'numero', 'complemento', 'bairro', 'cidade', 'uf', 'cep']
/** What sistema2's file and its list have in common. */
const SCORE_BLOCKS: FieldClasses = {
  ...all('REGISTRATION', 'renda', ['fonte', 'valor_mensal']),
  ...all('SCORE', 'score', ['valor', 'faixa', 'probabilidade', 'modelo']),
  ...all('SCORE', 'score.motivos', ['codigo', 'descricao', 'como_contestar']),
  ...all('SCORE', 'score.motivos.registros', ['sistema', 'bloco', 'referencia', 'atualizado_em']),
  'score.motivos.pontos': 'SCORE_POINTS',
  ...all('NEGATIVE_RECORD', 'dividas', ['quantidade', 'total', 'maior']),
  ...blocks('renda', 'score', 'dividas'),
}
const ROW_PERSON = { ref: 'IDENTITY', cpf: 'IDENTITY', nome: 'IDENTITY' } as const

/** Members of a list's rows. */
function rows(members: FieldClasses): FieldClasses {
  return Object.fromEntries([
    ...Object.entries(members).map(([member, dataClass]) => [`itens.${member}`, dataClass]),
    ['proximo', 'ENVELOPE'],
  ])
}

/**
 * The class of every member of every answer that holds people's data, by its path (rows of lists have their list's).
 * What isn't here may be shown to nobody: a test holds each answer's schema against it.
 */
export const FIELD_CLASSES = {
  ficha1: {
    ...all('IDENTITY', '', ['cpf', 'nome']),
    ...all('REGISTRATION', 'endereco', ADDRESS),
    ...all('NEGATIVE_RECORD', 'dividas.itens', [
      'credor',
      'modalidade',
      'valor',
      'criada_em',
      'vencimento',
      'situacao',
    ]),
    'dividas.total': 'NEGATIVE_RECORD',
    ...all('ENVELOPE', '', ['dividas.proximo', 'dividas.atualizado_em', 'atualizado_em']),
    ...LAST_INQUIRY,
  },
  ficha2: {
    // An age and an alert of fraud belong to the question whether this is the person.
    ...all('IDENTITY', '', ['cpf', 'nome', 'idade', 'alertas']),
    ...all('REGISTRATION', 'endereco', ADDRESS),
    ...all('REGISTRATION', 'bens.itens', ['tipo', 'descricao', 'valor']),
    ...SCORE_BLOCKS,
    ...blocks('bens'),
    'endereco.situacao': 'ENVELOPE',
    ...LAST_INQUIRY,
    atualizado_em: 'ENVELOPE',
  },
  /** Whom a search found, in sistema1 and sistema2: enough to tell one from another. */
  candidatos: rows({ ...ROW_PERSON, ...all('IDENTITY', '', ['cidade', 'uf', 'ano_nascimento']) }),
  carteira: rows({
    ...ROW_PERSON,
    ...all('IDENTITY', '', ['idade', 'uf']),
    ...SCORE_BLOCKS,
    ...all('SCORE', 'score.usado_na_ordem', ['valor', 'em']),
  }),
  ficha3: {
    cpf: 'IDENTITY',
    ref: 'IDENTITY',
    ...all('INQUIRY_LOG', 'ultima_consulta_bureau', ['em', 'bureau.id', 'bureau.nome']),
    ...all('INQUIRY_LOG', 'ultima_consulta_bureau', ['consultas_30_dias', 'consultas_90_dias']),
    ...all('BANK_SECRECY', 'movimentacoes.itens', MOVEMENT),
    'movimentacoes.proximo': 'ENVELOPE',
    ...all('BANK_SECRECY', 'ultima_compra_cartao', ['em', 'valor', 'estabelecimento']),
    ...all('BANK_SECRECY', 'ultima_compra_cartao.cartao', ['token', 'bandeira', 'final']),
    ...blocks('ultima_consulta_bureau', 'movimentacoes', 'ultima_compra_cartao'),
    ...LAST_INQUIRY,
    atualizado_em: 'ENVELOPE',
  },
  carteira_movimentacoes: rows({ ...ROW_PERSON, ...all('BANK_SECRECY', '', MOVEMENT), atualizado_em: 'ENVELOPE' }),
  carteira_consultas: rows({
    ...ROW_PERSON,
    ...all('INQUIRY_LOG', '', ['em', 'bureau.id', 'bureau.nome']),
    atualizado_em: 'ENVELOPE',
  }),
  consentimentos: rows({
    ...all('IDENTITY', '', ['id', 'ref', 'cpf', 'evidencia']),
    ...all('ENVELOPE', '', ['instituicao', 'classes', 'situacao', 'concedido_em', 'expira_em', 'encerrado_em']),
    ...all('ENVELOPE', '', ['substitui', 'registrado_por']),
  }),
} as const satisfies Readonly<Record<string, FieldClasses>>

export type AnswerName = keyof typeof FIELD_CLASSES

/** The class of one member of an answer; undefined is "nobody's to see". */
export function classOf(answer: AnswerName, path: string): DataClass | undefined {
  const classes: FieldClasses = FIELD_CLASSES[answer]
  return Object.hasOwn(classes, path) ? classes[path] : undefined
}
