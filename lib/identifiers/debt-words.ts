/** What a debt comes from, as the wire names it. */
export const DEBT_MODALITIES = [
  'CREDITO_PESSOAL',
  'CARTAO_DE_CREDITO',
  'FINANCIAMENTO_DE_VEICULO',
  'FINANCIAMENTO_HABITACIONAL',
  'CREDIARIO',
  'CONTA_DE_CONSUMO',
  'TELEFONIA',
  'ALUGUEL',
  'EDUCACAO',
  'CONDOMINIO',
  'TRIBUTO',
  'PROTESTO',
  'CHEQUE_SEM_FUNDO',
] as const
export type DebtModality = (typeof DEBT_MODALITIES)[number]

/** The states of a debt, from its due date to the end of its visibility. */
export const DEBT_STATUSES = [
  'a_vencer',
  'vencida',
  'aviso_enviado',
  'avisado',
  'negativada',
  'contestada',
  'suspensa_por_ordem_judicial',
  'renegociada',
  'quitada',
  'prescrita',
  'excluida',
] as const
export type DebtStatus = (typeof DEBT_STATUSES)[number]
