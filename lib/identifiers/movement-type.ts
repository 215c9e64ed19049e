/** Open Finance Brasil's names of movement types. */
export const MOVEMENT_TYPES = [
  'TED',
  'PIX',
  'TRANSFERENCIA_MESMA_INSTITUICAO',
  'BOLETO',
  'CONVENIO_ARRECADACAO',
  'TARIFA_SERVICOS_AVULSOS',
  'FOLHA_PAGAMENTO',
  'DEPOSITO',
  'SAQUE',
  'CARTAO',
  'RENDIMENTO_APLIC_FINANCEIRA',
  'OPERACAO_CREDITO',
  'OUTROS',
] as const
export type MovementType = (typeof MOVEMENT_TYPES)[number]

const ALL: ReadonlySet<string> = new Set(MOVEMENT_TYPES)

/** A movement type however it was typed (`pix`, `PIX`); null if there is no such type. */
export function parseMovementType(text: string): MovementType | null {
  const upper = text.trim().toUpperCase()
  // Membership has just been checked.
  return ALL.has(upper) ? (upper as MovementType) : null
}
