import { maskCpf } from '#lib/identifiers/cpf.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { Page } from '#lib/kernel/page.ts'
import { grantStateAt } from './rules.ts'
import type { CandidatePage, DebtFile, DebtSummaryOnWire, GrantOnWire } from './schemas.ts'
import type { Candidate, Grant, MandateAnswer, OpenedFile, Person, RankedPerson, VisibleDebt } from './store.ts'

export type DebtFileView = {
  person: Person
  /** Whether the caller may see the CPF whole. */
  identified: boolean
  debts: Page<VisibleDebt>
  sum: Awaited<ReturnType<OpenedFile['sumDebts']>>
  previous: OpenedFile['previous']
}

/** File 1 as the wire writes it. */
export function debtFileOnWire({ person, identified, debts, sum, previous }: DebtFileView): DebtFile {
  return {
    cpf: identified ? person.cpf : maskCpf(person.cpf),
    nome: person.name,
    endereco: {
      logradouro: person.street,
      numero: person.number,
      complemento: person.complement,
      bairro: person.district,
      cidade: person.city,
      uf: person.state,
      cep: person.postalCode,
    },
    dividas: {
      itens: debts.items.map((debt) => ({
        credor: debt.creditor,
        modalidade: debt.modality,
        valor: formatReais(debt.amountCents),
        criada_em: debt.createdOn,
        vencimento: debt.dueOn,
        situacao: debt.status,
      })),
      proximo: debts.next,
      total: formatReais(sum.totalCents),
      // Where there is none, the day of the registration is the day of that statement.
      atualizado_em: (sum.updatedAt ?? person.updatedAt).toISOString(),
    },
    ultima_consulta: previous && { em: previous.at.toISOString(), ip: previous.ip, usuario: previous.label },
    atualizado_em: person.updatedAt.toISOString(),
  }
}

/** Candidates as the wire writes them: masked, whoever asks. */
export function candidatesOnWire({
  candidates,
  refOf,
}: {
  candidates: Page<Candidate>
  refOf: (candidate: Candidate) => string
}): CandidatePage {
  return {
    itens: candidates.items.map((candidate) => ({
      ref: refOf(candidate),
      cpf: maskCpf(candidate.cpf),
      nome: candidate.name,
      cidade: candidate.city,
      uf: candidate.state,
      ano_nascimento: candidate.birthYear,
    })),
    proximo: candidates.next,
  }
}

/** A page of a ranking as sistema2 reads it. */
export function rankingOnWire(people: readonly RankedPerson[], next: string | null) {
  const itens = people.map(({ reference, ...summary }) => ({
    referencia: reference,
    ...debtSummaryOnWire({ kind: 'permitted', summary }),
  }))
  return { situacao: 'permitido' as const, itens, proximo: next }
}

/** A grant as the wire writes it, with its state at `now`. */
export function grantOnWire(grant: Grant, now: Date): GrantOnWire {
  return {
    id: grant.id,
    situacao: grantStateAt(grant, now),
    escopo: grant.scope,
    cpf: grant.scope === 'pessoa' ? (grant.cpfsMasked[0] ?? null) : null,
    cpfs: [...grant.cpfsMasked],
    finalidade: grant.purpose,
    motivo: grant.reason,
    relacao: grant.relationship,
    minutos: grant.minutes,
    solicitante: grant.requesterLabel,
    criada_em: grant.createdAt.toISOString(),
    vale_de: grant.notBefore?.toISOString() ?? null,
    expira_em: grant.access?.expiresAt.toISOString() ?? null,
    usos: grant.uses,
    usos_restantes: grant.access?.usesLeft ?? grant.uses,
    aprovacoes: grant.approvals.map(({ label, at }) => ({ por: label, em: at.toISOString() })),
  }
}

/** Base A's answer to sistema2, as the wire writes it. */
export function debtSummaryOnWire(answer: MandateAnswer): DebtSummaryOnWire {
  if (answer.kind === 'denied') return { situacao: 'negado' }
  const { summary } = answer
  return {
    situacao: 'permitido',
    instantaneo: summary.inquiryId,
    quantidade: summary.count,
    total: formatReais(summary.totalCents),
    maior: formatReais(summary.largestCents),
    mais_antiga: summary.oldestDueOn,
    ultima_baixa: summary.lastRemovedOn,
    atualizado_em: summary.updatedAt.toISOString(),
  }
}
