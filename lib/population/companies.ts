import type { DebtModality } from '#lib/identifiers/debt-words.ts'
import { DEMO_INSTITUTIONS } from './demo.ts'

// Every company, bank, office and shop here is invented.

export const LENDERS = [
  DEMO_INSTITUTIONS.aurora.name,
  DEMO_INSTITUTIONS.boreal.name,
  'Banco Jequitibá do Vale',
  'Banco Serra da Arara',
  'Financeira Mandacaru',
  'Financeira Buriti Claro',
  'Crédito Tarumã',
] as const

const STORES = [
  'Lojas Ipê Amarelo',
  'Magazine Araucária Azul',
  'Casa Tucum',
  'Móveis Pau-Marfim',
  'Eletro Caburé',
] as const

const UTILITIES = ['Elétrica Rio das Garças', 'Saneamento Nascente Clara', 'Gás Vale do Uru'] as const
const CARRIERS = ['Telefonia Vento Sul', 'Conexão Maritaca', 'Fibra Sabiá da Serra'] as const

/** Who lends, sells or charges, by modality. */
export const CREDITORS: Readonly<Record<DebtModality, readonly string[]>> = {
  CREDITO_PESSOAL: LENDERS,
  CARTAO_DE_CREDITO: LENDERS,
  FINANCIAMENTO_DE_VEICULO: ['Financeira Estrada Nova', 'Banco Serra da Arara', 'Financeira Buriti Claro'],
  FINANCIAMENTO_HABITACIONAL: ['Crédito Imobiliário Telhado Novo', 'Banco Jequitibá do Vale'],
  CREDIARIO: STORES,
  CONTA_DE_CONSUMO: UTILITIES,
  TELEFONIA: CARRIERS,
  ALUGUEL: ['Imobiliária Casa de Adobe', 'Imobiliária Porta Larga'],
  EDUCACAO: ['Colégio Caminho do Ipê', 'Faculdade Horizonte do Cerrado'],
  CONDOMINIO: ['Condomínio Edifício Jatobá', 'Condomínio Parque dos Jacarandás'],
  TRIBUTO: ['Fazenda Municipal de Vila Serena'],
  PROTESTO: ['Tabelionato de Protesto de Vila Serena'],
  CHEQUE_SEM_FUNDO: LENDERS,
}

/** Who asks a bureau before selling on credit. */
export const INQUIRERS = [
  ...LENDERS,
  ...STORES,
  ...CARRIERS,
  'Financeira Estrada Nova',
  'Imobiliária Porta Larga',
] as const

export const BILLERS = [...UTILITIES, ...CARRIERS] as const

export const EMPLOYERS = [
  'Indústria Metal Sereno',
  'Comércio Sol Posto',
  'Transportes Rota Cinza',
  'Hospital Brisa Mansa',
  'Construtora Pedra Fria',
  'Agrícola Semente Funda',
  'Tecelagem Fio de Prumo',
  'Serviços Prediais Alvorecer',
] as const

export const MERCHANTS = [
  'Supermercado Vale Verdejante',
  'Mercearia do Seu Zuza',
  'Padaria Bom Trigo Dourado',
  'Hortifruti Terra Molhada',
  'Açougue Ponta de Faca',
  'Farmácia Flor de Camomila',
  'Posto Curva do Rio',
  'Oficina Roda Certa',
  'Restaurante Panela de Barro Fino',
  'Lanchonete Beira de Estrada',
  'Livraria Página Solta',
  'Papelaria Três Pincéis',
  'Loja Pano e Cor',
  'Calçados Pé na Areia',
  'Pet Shop Focinho Gelado',
  'Cinema Tela do Largo',
] as const
