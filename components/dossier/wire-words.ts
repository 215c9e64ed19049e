/** Words of the wire that the portal has translations for; the wire may grow others, which are shown as they come. */
export const INCOME_SOURCES = ['SALARIO', 'SERVIDOR_PUBLICO', 'AUTONOMO', 'EMPRESARIO', 'APOSENTADORIA'] as const
export const ASSET_TYPES = ['IMOVEL', 'VEICULO', 'APLICACAO_FINANCEIRA', 'PARTICIPACAO_SOCIETARIA'] as const

export function isOneOf<Word extends string>(words: readonly Word[], text: string): text is Word {
  return (words as readonly string[]).includes(text)
}
