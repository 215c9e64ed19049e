import { maskCpf } from '#lib/identifiers/cpf.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { CandidatePage } from './operations/search-candidates.ts'
import type { Address, Income } from './person.ts'
import { type ReasonLanguage, reasonWords } from './reasons.ts'
import type { ScoredReason } from './rules.ts'
import type { Candidates, PortfolioOnWire, ScoreFile, ScoreReason } from './schemas.ts'
import type { Block, NoScoreReason, PortfolioView, ScoreFileView, ScoreOutcome, ShownDebts } from './score-file.ts'
import { type FeatureSource, SCORECARD } from './scorecard.ts'

const WITHHELD = { denied: 'negado', unavailable: 'indisponivel', not_authorized: 'nao_autorizado' } as const

/** File 2 as the wire writes it, words in the caller's language. */
export function scoreFileOnWire(view: ScoreFileView, language: ReasonLanguage): ScoreFile {
  const updatedAt = view.updatedAt.toISOString()
  return {
    cpf: view.identified ? view.cpf : maskCpf(view.cpf),
    nome: view.name,
    idade: view.ageYears,
    endereco: block(view.address, addressOnWire),
    bens: block(view.assets, (assets) => ({
      itens: assets.map(({ type, description, valueCents }) => ({
        tipo: type,
        descricao: description,
        valor: formatReais(valueCents),
      })),
      atualizado_em: updatedAt,
    })),
    renda: block(view.income, (income) => incomeOnWire(income, view.updatedAt)),
    score: block(view.score, (score) => scoreOnWire(score, view, language)),
    dividas: block(view.debts, debtsOnWire),
    alertas: view.fraudAlert ? ['fraude'] : [],
    ultima_consulta: view.lastInquiry && {
      em: view.lastInquiry.at.toISOString(),
      ip: view.lastInquiry.ip,
      usuario: view.lastInquiry.label,
    },
    atualizado_em: updatedAt,
  }
}

/** A page of a portfolio as the wire writes it. */
export function portfolioOnWire(view: PortfolioView, language: ReasonLanguage): PortfolioOnWire {
  return {
    itens: view.rows.map(({ placedBy, ...row }) => ({
      ref: row.ref,
      cpf: view.identified ? row.cpf : maskCpf(row.cpf),
      nome: row.name,
      idade: row.ageYears,
      uf: row.uf,
      renda: block(row.income, (income) => incomeOnWire(income, row.updatedAt)),
      score: block(row.score, (score) => ({
        ...scoreOnWire(score, { ...view, updatedAt: row.updatedAt }, language),
        ...(placedBy === undefined
          ? {}
          : { usado_na_ordem: placedBy && { valor: placedBy.value, em: placedBy.at.toISOString() } }),
      })),
      dividas: block(row.debts, debtsOnWire),
    })),
    proximo: view.next,
  }
}

/** Candidates as the wire writes them; the CPF is masked for everybody. */
export function candidatesOnWire({ items, next }: CandidatePage): Candidates {
  return {
    itens: items.map(({ ref, candidate }) => ({
      ref,
      cpf: maskCpf(candidate.cpf),
      nome: candidate.name,
      cidade: candidate.city,
      uf: candidate.uf,
      ano_nascimento: Number(candidate.birthDate.slice(0, 4)),
    })),
    proximo: next,
  }
}

function block<Value, Wire>(
  from: Block<Value>,
  onWire: (value: Value) => Wire,
): Wire | { situacao: (typeof WITHHELD)[keyof typeof WITHHELD] } {
  return from.kind === 'shown' ? onWire(from.value) : { situacao: WITHHELD[from.kind] }
}

function incomeOnWire(income: Income | null, updatedAt: Date) {
  return {
    fonte: income?.source ?? null,
    valor_mensal: income === null ? null : formatReais(income.monthlyCents),
    atualizado_em: updatedAt.toISOString(),
  }
}

function debtsOnWire({ count, totalCents, largestCents, updatedAt }: ShownDebts) {
  return {
    situacao: 'disponivel' as const,
    quantidade: count,
    total: formatReais(totalCents),
    maior: formatReais(largestCents),
    atualizado_em: updatedAt.toISOString(),
  }
}

function addressOnWire(address: Address) {
  return {
    logradouro: address.street,
    numero: address.number,
    complemento: address.complement,
    bairro: address.district,
    cidade: address.city,
    uf: address.uf,
    cep: address.postalCode,
  }
}

/** Of whom and when a score is told. */
type Told = Pick<ScoreFileView, 'answeredAt' | 'showsPoints' | 'updatedAt'>

function scoreOnWire(outcome: ScoreOutcome, view: Told, language: ReasonLanguage) {
  const common = { modelo: SCORECARD.version, atualizado_em: view.answeredAt.toISOString() }
  if (outcome.kind !== 'scored') {
    const reason = outcome.kind === 'locked' ? 'bloqueio_do_titular' : outcome.reason
    return {
      situacao: outcome.kind === 'locked' ? ('bloqueado' as const) : ('sem_score' as const),
      valor: null,
      faixa: null,
      probabilidade: null,
      motivos: [noScoreReasonOnWire(reason, language)],
      ...common,
    }
  }
  const { value, band, probability, reasons } = outcome.result
  return {
    situacao: 'calculado' as const,
    valor: value,
    faixa: band,
    probabilidade: probability,
    motivos: reasons.map((reason) => reasonOnWire(reason, outcome, view, language)),
    ...common,
  }
}

function noScoreReasonOnWire(code: NoScoreReason, language: ReasonLanguage): ScoreReason {
  const { description, dispute } = reasonWords(code, language)
  return { codigo: code, descricao: description, registros: [], como_contestar: dispute }
}

function reasonOnWire(
  reason: ScoredReason,
  outcome: Extract<ScoreOutcome, { kind: 'scored' }>,
  view: Told,
  language: ReasonLanguage,
): ScoreReason {
  const { description, dispute } = reasonWords(reason.code, language)
  const record = ({ base, block: name }: FeatureSource): ScoreReason['registros'][number] => ({
    sistema: base,
    bloco: name,
    referencia: base === 'sistema1' ? outcome.snapshotId : null,
    atualizado_em: (base === 'sistema1' ? outcome.debtsUpdatedAt : view.updatedAt).toISOString(),
  })
  return {
    codigo: reason.code,
    descricao: description,
    ...(view.showsPoints ? { pontos: reason.points } : {}),
    registros: reason.sources.map(record),
    como_contestar: dispute,
  }
}
