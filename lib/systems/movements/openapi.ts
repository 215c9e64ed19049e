import { z } from 'zod'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import { BureauIdInput, CardTokenInput, CivilDateInput, CpfInput, MovementTypeInput } from '#lib/identifiers/schemas.ts'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import type { SyntheticPerson } from '#lib/population/person.ts'
import { READINGS } from './read-target.ts'
import {
  ListMovementsOfDayInput,
  type MovementFile,
  MovementFileSchema,
  MovementLookupBody,
  type PortfolioInquiries,
  PortfolioInquiriesSchema,
  type PortfolioMovements,
  PortfolioMovementsSchema,
} from './schemas.ts'

export { describeConsents } from './consents/openapi.ts'
export { describeMovementSources } from './sources/openapi.ts'

const { movimentacoes, ultima_compra_cartao, ultima_consulta_bureau } = MovementFileSchema.shape
const [Movements] = movimentacoes.options
const [CardPurchase] = ultima_compra_cartao.options
const [BureauInquiry] = ultima_consulta_bureau.options

const WORDS = {
  Ficha3: 'Ficha 3 de uma pessoa: última consulta a birô, movimentações e última compra com cartão.',
  alvo: 'O que se procura, reconhecido pela forma.',
  CarteiraMovimentacoes: 'Movimentações das pessoas da carteira, das mais novas para as mais velhas.',
  CarteiraConsultas: 'Consultas feitas num birô sobre as pessoas da carteira, das mais novas para as mais velhas.',
  'MovimentacaoDaCarteira.ref': 'Abre a ficha da pessoa por dez minutos, só para quem a recebeu.',
  'ConsultaDaCarteira.ref': 'Abre a ficha da pessoa por dez minutos, só para quem a recebeu.',
  'MovimentacaoDaCarteira.tipo': 'O tipo, com os nomes do Open Finance Brasil.',
  'MovimentacaoDaCarteira.descricao': 'Como o extrato descreve.',
  movimentacoes: 'Movimentações, das mais novas para as mais velhas; só sob consentimento vigente dado à instituição.',
  ultima_compra_cartao: 'A última compra com cartão; só sob consentimento vigente dado à instituição.',
  ultima_consulta_bureau:
    'A última consulta a um birô de crédito. Por quem foi feita só a própria pessoa fica sabendo.',
  'Movimentacao.tipo': 'O tipo, com os nomes do Open Finance Brasil.',
  sentido: 'Se entrou ou saiu dinheiro.',
  'Movimentacao.descricao': 'Como o extrato descreve.',
  'CompraComCartao.em': 'Quando; nulo onde não há compra registrada.',
  'CompraComCartao.valor': 'Valor em reais; nulo onde não há compra registrada.',
  estabelecimento: 'Onde; nulo onde não há compra registrada.',
  'cartao.token': 'O token do cartão.',
  'cartao.bandeira': 'A bandeira.',
  'cartao.final': 'Os quatro últimos dígitos.',
  'ConsultaABureau.em': 'Quando; nulo onde não há consulta registrada.',
  bureau: 'O birô; nulo onde não há consulta registrada.',
  'bureau.nome': 'O nome do birô.',
  consultas_30_dias: 'Quantas consultas nos últimos 30 dias.',
  consultas_90_dias: 'Quantas consultas nos últimos 90 dias.',
} as const

const DESCRIPTION = [
  'Movimentações e compras são sigilo bancário: sem consentimento vigente da pessoa à instituição, esses blocos vêm como `{"situacao": "nao_autorizado"}`.',
  'Cada chamada é uma consulta registrada na trilha do Sistema 3, e conta a pessoa no limite de pessoas do dia, exista ela ou não.',
  'Por dia (`AAAA-MM-DD`, em São Paulo), por tipo ou por birô vêm listas que só mostram a carteira: pessoas com consentimento de sigilo bancário vigente à instituição no instante da resposta. Cada pessoa mostrada é uma consulta registrada e conta no limite do dia; uma página que passaria do limite é recusada inteira. Uma página pode vir mais curta do que `limite`: a lista só acaba quando `proximo` é nulo.',
  'Uma `ref` de candidato ou de lista vale no lugar de um CPF. Um número de cartão só pode vir no corpo do POST.',
  'Para uma lista mais longa, repita a chamada com `cursor`.',
].join('\n\n')

/** The document's part on sistema3. */
export function describeMovements({ plain }: ExamplePeople): ApiSection {
  const file: ApiAnswer = {
    description: 'A ficha.',
    schema: MovementFileSchema,
    examples: { ficha: fileOf(plain) },
    cacheControl: 'no-store',
  }
  const fileOrList: ApiAnswer = {
    description: 'A ficha, ou uma página da lista.',
    schema: z.union([MovementFileSchema, PortfolioMovementsSchema, PortfolioInquiriesSchema]),
    examples: { ficha: fileOf(plain), movimentacoes: movementsOf(plain), consultas_a_bureau: inquiriesOf(plain) },
    cacheControl: 'no-store',
  }
  const common = {
    tag: 'sistema3',
    description: DESCRIPTION,
    access: { by: ['key'], scopes: ['sistema3:consultar'] },
    headers: ['Finalidade', 'Relacao'],
    limited: 'people',
    recorded: true,
    refusals: ['pessoa_nao_encontrada'],
  } as const satisfies Partial<ApiOperation>
  return {
    components: {
      Ficha3: MovementFileSchema,
      Movimentacoes: Movements,
      Movimentacao: Movements.shape.itens.element,
      CompraComCartao: CardPurchase,
      ConsultaABureau: BureauInquiry,
      CarteiraMovimentacoes: PortfolioMovementsSchema,
      MovimentacaoDaCarteira: PortfolioMovementsSchema.shape.itens.element,
      CarteiraConsultas: PortfolioInquiriesSchema,
      ConsultaDaCarteira: PortfolioInquiriesSchema.shape.itens.element,
    },
    words: WORDS,
    operations: [
      {
        ...common,
        id: 'consultarSistema3',
        method: 'get',
        path: '/v1/sistema3/{alvo}',
        summary: 'Ficha 3 de uma pessoa, ou uma lista da carteira',
        answers: { 200: fileOrList },
        params: { alvo: { readings: readingsOf(plain) } },
        query: {
          schema: z.strictObject({
            por: z.enum(READINGS).optional(),
            ...ListMovementsOfDayInput.omit({ data: true }).shape,
          }),
          examples: { por: 'cpf', limite: 5 },
        },
        refusals: ['pessoa_nao_encontrada', 'recurso_nao_encontrado', 'intervalo_de_datas'],
      },
      {
        ...common,
        id: 'consultarSistema3PorCorpo',
        method: 'post',
        path: '/v1/sistema3/consultas',
        summary: 'Ficha 3, com o identificador no corpo',
        description: `A forma recomendada: um caminho fica em mais lugares do que um corpo.\n\n${DESCRIPTION}`,
        answers: { 200: file },
        body: {
          schema: MovementLookupBody,
          examples: {
            cpf: { cpf: plain.cpf },
            uma_por_pagina: { cpf: plain.cpf, limite: 1 },
            cartao: { cartao: plain.cards[0]?.token },
            numero_de_cartao: { cartao: plain.cards[0]?.number },
          },
          exactlyOne: ['cpf', 'cartao', 'ref'],
        },
      },
    ],
  }
}

function readingsOf({ cpf, cards, movements, bureauInquiries }: SyntheticPerson) {
  const [card] = cards
  const [movement] = movements
  const [inquiry] = bureauInquiries
  return {
    cpf: { schema: CpfInput, example: cpf },
    cartao: { schema: CardTokenInput, example: card?.token ?? '' },
    data: { schema: CivilDateInput, example: movement ? civilDateOf(movement.at) : '' },
    tipo: { schema: MovementTypeInput, example: movement?.type ?? '' },
    bureau: { schema: BureauIdInput, example: inquiry?.bureauId ?? '' },
  }
}

/** What a reference looks like; nobody can open this one. */
const EXAMPLE_REF = `ref_${'A'.repeat(60)}`

function movementsOf(person: SyntheticPerson): PortfolioMovements {
  const { movimentacoes } = fileOf(person)
  const rows = 'itens' in movimentacoes ? movimentacoes.itens : []
  const whose = { ref: EXAMPLE_REF, cpf: maskCpf(person.cpf), nome: person.name }
  return { itens: rows.map((row) => ({ ...whose, ...row, atualizado_em: EXAMPLE_INSTANT })), proximo: null }
}

function inquiriesOf(person: SyntheticPerson): PortfolioInquiries {
  const whose = { ref: EXAMPLE_REF, cpf: maskCpf(person.cpf), nome: person.name }
  const itens = person.bureauInquiries.slice(0, 1).map(({ at, bureauId }) => ({
    ...whose,
    em: at.toISOString(),
    bureau: { id: bureauId, nome: 'Birô do Planalto' },
    atualizado_em: EXAMPLE_INSTANT,
  }))
  return { itens, proximo: null }
}

/** The file of a made-up person as a key that may identify would get it. */
function fileOf(person: SyntheticPerson): MovementFile {
  const [inquiry] = person.bureauInquiries
  const [purchase] = person.cardPurchases
  const card = person.cards.find(({ token }) => token === purchase?.cardToken)
  return {
    cpf: person.cpf,
    ultima_consulta_bureau: {
      em: inquiry?.at.toISOString() ?? null,
      bureau: inquiry ? { id: inquiry.bureauId, nome: 'Birô do Planalto' } : null,
      consultas_30_dias: 0,
      consultas_90_dias: person.bureauInquiries.length,
      atualizado_em: EXAMPLE_INSTANT,
    },
    movimentacoes: {
      itens: person.movements.slice(0, 2).map(({ at, type, direction, amountCents, description }) => ({
        em: at.toISOString(),
        tipo: type,
        sentido: direction,
        valor: formatReais(amountCents),
        descricao: description,
      })),
      proximo: null,
      atualizado_em: EXAMPLE_INSTANT,
    },
    ultima_compra_cartao: {
      em: purchase?.at.toISOString() ?? null,
      valor: purchase ? formatReais(purchase.amountCents) : null,
      estabelecimento: purchase?.merchant ?? null,
      cartao: card ? { token: card.token, bandeira: card.network, final: card.last4 } : null,
      atualizado_em: EXAMPLE_INSTANT,
    },
    ultima_consulta: null,
    atualizado_em: EXAMPLE_INSTANT,
  }
}
