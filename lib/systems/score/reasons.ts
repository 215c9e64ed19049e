import type { ReasonCode } from './schemas.ts'

export type ReasonLanguage = 'pt-BR' | 'en'
type Words = { description: string; dispute: string }

const DISPUTE_DEBT: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR':
    'Se a dívida não existe, foi paga ou está errada, o titular pode contestá-la junto ao credor ou neste birô; o registro é corrigido em até 5 dias úteis.',
  en: 'If the debt does not exist, was paid or is wrong, the person may dispute it with the creditor or with this bureau; the record is corrected within 5 business days.',
}
const DISPUTE_RECORD: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR': 'O titular pode pedir a correção do cadastro neste birô, com um comprovante; a correção é gratuita.',
  en: 'The person may ask this bureau to correct the record, with evidence; the correction is free of charge.',
}
const DISPUTE_HISTORY: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR': 'O titular pode pedir a revisão do histórico à instituição que o informou, ou a este birô.',
  en: 'The person may ask the institution that reported the history, or this bureau, to review it.',
}
const ASK_AGAIN: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR': 'Não há o que contestar: repita a consulta mais tarde.',
  en: 'There is nothing to dispute: repeat the look-up later.',
}

const ASK_FOR_MANDATE: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR':
    'Não há o que o titular conteste: a instituição precisa de um mandato vigente e da permissão para usar dívidas.',
  en: 'There is nothing for the person to dispute: the institution needs a live mandate and the permission to use debts.',
}
const ONLY_THE_PERSON: Readonly<Record<ReasonLanguage, string>> = {
  'pt-BR': 'Só o titular pode retirar o bloqueio.',
  en: 'Only the person can lift the lock.',
}

type Text = Readonly<Record<ReasonLanguage, string>>
const row = (pt: string, en: string, dispute: Text): Readonly<Record<ReasonLanguage, Words>> => ({
  'pt-BR': { description: pt, dispute: dispute['pt-BR'] },
  en: { description: en, dispute: dispute.en },
})

/** What each reason says, and how to contest it (LGPD art. 20), in both languages. */
const REASON_WORDS: Readonly<Record<ReasonCode, Readonly<Record<ReasonLanguage, Words>>>> = {
  dividas_negativadas: row('Há dívidas negativadas.', 'There are listed debts.', DISPUTE_DEBT),
  valor_das_dividas: row('O total das dívidas negativadas é alto.', 'The total of listed debts is high.', DISPUTE_DEBT),
  divida_mais_antiga: row(
    'Há dívida negativada em aberto há muito tempo.',
    'A listed debt has been open for long.',
    DISPUTE_DEBT,
  ),
  maior_divida: row(
    'A maior dívida é grande diante da renda.',
    'The largest debt is large for the income.',
    DISPUTE_DEBT,
  ),
  negativacao_recente: row(
    'Há negativação vigente ou retirada há pouco tempo.',
    'A listing stands or was removed recently.',
    DISPUTE_DEBT,
  ),
  comprometimento_da_renda: row('As dívidas comprometem a renda.', 'Debts are large for the income.', DISPUTE_DEBT),
  pagamentos_em_atraso: row(
    'Parte das parcelas foi paga em atraso.',
    'Some instalments were paid late.',
    DISPUTE_HISTORY,
  ),
  historico_curto: row('O histórico de pagamentos é curto.', 'The payment history is short.', DISPUTE_HISTORY),
  historico_desconhecido: row('Não há histórico de pagamentos.', 'There is no payment history.', DISPUTE_HISTORY),
  renda_instavel: row('A fonte de renda é recente.', 'The source of income is recent.', DISPUTE_RECORD),
  renda_desconhecida: row('Não há renda registrada.', 'There is no income on record.', DISPUTE_RECORD),
  patrimonio_baixo: row(
    'O patrimônio registrado é pequeno diante da renda.',
    'Assets on record are small for the income.',
    DISPUTE_RECORD,
  ),
  idade: row('O tempo de vida financeira é curto.', 'The financial life is short.', DISPUTE_RECORD),
  consultas_recentes: row(
    'Houve várias consultas de crédito recentes.',
    'There were several recent credit inquiries.',
    DISPUTE_HISTORY,
  ),
  dividas_negadas: row(
    'O acesso às dívidas não foi autorizado, e sem elas não há score.',
    'Access to debts was not authorized, and without them there is no score.',
    ASK_FOR_MANDATE,
  ),
  dividas_indisponiveis: row(
    'A base de dívidas não respondeu, e sem ela não há score.',
    'The base of debts did not answer, and without it there is no score.',
    ASK_AGAIN,
  ),
  dados_insuficientes: row(
    'Não há renda nem histórico que permitam um score.',
    'There is neither income nor history to base a score on.',
    DISPUTE_RECORD,
  ),
  bloqueio_do_titular: row(
    'O titular bloqueou a exibição do score.',
    'The person has locked the score.',
    ONLY_THE_PERSON,
  ),
}

export function reasonWords(code: ReasonCode, language: ReasonLanguage): Words {
  return REASON_WORDS[code][language]
}
