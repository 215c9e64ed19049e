import { z } from 'zod'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import type { SyntheticDebt, SyntheticPerson } from '#lib/population/person.ts'
import { isVisibleStatus } from './rules.ts'
import { type DebtFile, DebtFileSchema, FindFileInput } from './schemas.ts'

const WORDS = {
  Ficha1: 'Ficha 1 de uma pessoa: cadastro e as dívidas que podem ser mostradas.',
  alvo: 'O que se procura, reconhecido pela forma.',
  'Ficha1.dividas': 'As dívidas que podem ser mostradas, das mais novas para as mais velhas.',
  'dividas.total': 'A soma de todas as dívidas visíveis, não só desta página.',
  credor: 'A quem se deve.',
  modalidade: 'De que tipo é.',
  criada_em: 'O dia em que foi contraída.',
  vencimento: 'O dia em que venceu. Cinco anos depois dele a dívida deixa de ser mostrada.',
  'Divida.situacao': 'Só dívidas negativadas e contestadas são mostradas; as contestadas o dizem.',
} as const

const DESCRIPTION = [
  'Responde só sob uma concessão vigente da própria instituição para esta pessoa. Cada resposta gasta um uso dela; entrada recusada não gasta.',
  'A consulta é registrada na trilha do Sistema 1 antes de qualquer dado ser lido. Pessoa desconhecida e cadastro fechado recebem a mesma resposta.',
  'Para uma lista mais longa, repita a chamada com `cursor`.',
].join('\n\n')

/** The document's part on sistema1. */
export function describeDebts({ indebted }: ExamplePeople): ApiSection {
  const answer: ApiAnswer = {
    description: 'A ficha, com uma página das dívidas.',
    schema: DebtFileSchema,
    examples: { ficha: fileOf(indebted) },
    cacheControl: 'no-store',
  }
  const common = {
    tag: 'sistema1',
    description: DESCRIPTION,
    access: { by: ['token'], scopes: ['sistema1:consultar'] },
    headers: ['Concessao', 'Finalidade', 'Relacao'],
    answers: { 200: answer },
    recorded: true,
    refusals: ['pessoa_nao_encontrada', 'sobrecarga'],
  } as const satisfies Partial<ApiOperation>
  return {
    components: {
      Ficha1: DebtFileSchema,
      Divida: DebtFileSchema.shape.dividas.shape.itens.element,
    },
    words: WORDS,
    operations: [
      {
        ...common,
        id: 'consultarSistema1',
        method: 'get',
        path: '/v1/sistema1/{alvo}',
        summary: 'Ficha 1 de uma pessoa',
        params: { alvo: { readings: { cpf: { schema: CpfInput, example: indebted.cpf } } } },
        query: {
          schema: FindFileInput.omit({ cpf: true }).extend({ por: z.literal('cpf').optional() }),
          examples: { por: 'cpf', limite: 5 },
        },
      },
      {
        ...common,
        id: 'consultarSistema1PorCorpo',
        method: 'post',
        path: '/v1/sistema1/consultas',
        summary: 'Ficha 1, com o identificador no corpo',
        description: `A forma recomendada: um caminho fica em mais lugares do que um corpo.\n\n${DESCRIPTION}`,
        body: {
          schema: FindFileInput,
          examples: { cpf: { cpf: indebted.cpf }, duas_por_pagina: { cpf: indebted.cpf, limite: 2 } },
        },
      },
    ],
  }
}

/** The file of a made-up person as a key that may identify would get it. */
function fileOf(person: SyntheticPerson): DebtFile {
  const debts = person.debts.flatMap(debtOnWire)
  return {
    cpf: person.cpf,
    nome: person.name,
    endereco: person.address,
    dividas: {
      itens: debts.slice(0, 2),
      proximo: null,
      total: formatReais(debts.slice(0, 2).reduce((cents, { valor }) => cents + Number(valor.replace('.', '')), 0)),
      atualizado_em: EXAMPLE_INSTANT,
    },
    ultima_consulta: null,
    atualizado_em: EXAMPLE_INSTANT,
  }
}

function debtOnWire({ creditor, modality, amountCents, createdOn, dueOn, status }: SyntheticDebt) {
  if (!isVisibleStatus(status)) return []
  return [
    {
      credor: creditor,
      modalidade: modality,
      valor: formatReais(amountCents),
      criada_em: createdOn,
      vencimento: dueOn,
      situacao: status,
    },
  ]
}
