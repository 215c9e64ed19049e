import { z } from 'zod'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import { CpfInput, NameInput } from '#lib/identifiers/schemas.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import type { SyntheticDebt, SyntheticPerson } from '#lib/population/person.ts'
import { isVisibleStatus } from './rules.ts'
import {
  type CandidatePage,
  CandidatePageSchema,
  ConsultInput,
  type DebtFile,
  DebtFileSchema,
  PathQueryInput,
} from './schemas.ts'

export { describeGrants } from './grants-openapi.ts'
export { describeDebtSources } from './sources-openapi.ts'

const WORDS = {
  Ficha1: 'Ficha 1 de uma pessoa: cadastro e as dívidas que podem ser mostradas.',
  alvo: 'O que se procura, reconhecido pela forma.',
  'Ficha1.dividas': 'As dívidas que podem ser mostradas, escolhidas e ordenadas como se pediu.',
  'dividas.total': 'A soma de todas as dívidas visíveis que os filtros escolhem, não só desta página.',
  credor: 'A quem se deve.',
  modalidade: 'De que tipo é.',
  criada_em: 'O dia em que foi contraída.',
  vencimento: 'O dia em que venceu. Cinco anos depois dele a dívida deixa de ser mostrada.',
  divida_de: 'Dívidas contraídas neste dia ou depois.',
  divida_ate: 'Dívidas contraídas neste dia ou antes.',
  vencimento_de: 'Dívidas vencidas neste dia ou depois.',
  vencimento_ate: 'Dívidas vencidas neste dia ou antes.',
  'consultarSistema1.situacao': 'Dívidas neste estado; nos que nunca são mostrados não há nenhuma.',
  'consultarSistema1PorCorpo.situacao': 'Dívidas neste estado; nos que nunca são mostrados não há nenhuma.',
  CandidatosDoSistema1: 'Pessoas encontradas por nome ou endereço, nunca uma ficha.',
  'CandidatoDoSistema1.cpf': 'O CPF, sempre mascarado.',
  ano_nascimento: 'O ano em que nasceu.',
  'Divida.situacao': 'Só dívidas negativadas e contestadas são mostradas; as contestadas o dizem.',
} as const

const DESCRIPTION = [
  'Responde só sob uma concessão vigente da própria instituição para esta pessoa. Cada resposta gasta um uso dela; entrada recusada não gasta.',
  'A consulta é registrada na trilha do Sistema 1 antes de qualquer dado ser lido. Pessoa desconhecida e cadastro fechado recebem a mesma resposta.',
  'Um nome ou um endereço dá candidatos, nunca uma ficha, e pede uma concessão de escopo `busca`; os filtros de dívidas não valem ali. A `ref` de um candidato vale dez minutos, só para quem a recebeu, no lugar de um CPF.',
  'Para uma lista mais longa, repita a chamada com `cursor`.',
].join('\n\n')

/** The document's part on sistema1. */
export function describeDebts({ indebted }: ExamplePeople): ApiSection {
  const { logradouro, numero, cep } = indebted.address
  const answer: ApiAnswer = {
    description: 'A ficha, com uma página das dívidas, ou uma página de candidatos.',
    schema: z.union([DebtFileSchema, CandidatePageSchema]),
    examples: { ficha: fileOf(indebted), candidatos: candidatesOf(indebted) },
    cacheControl: 'no-store',
  }
  const common = {
    tag: 'sistema1',
    description: DESCRIPTION,
    access: { by: ['token'], scopes: ['sistema1:consultar'] },
    headers: ['Concessao', 'Finalidade', 'Relacao'],
    answers: { 200: answer },
    limited: 'people',
    recorded: true,
    refusals: ['pessoa_nao_encontrada', 'intervalo_de_datas', 'sobrecarga'],
  } as const satisfies Partial<ApiOperation>
  return {
    components: {
      Ficha1: DebtFileSchema,
      Divida: DebtFileSchema.shape.dividas.shape.itens.element,
      CandidatosDoSistema1: CandidatePageSchema,
      CandidatoDoSistema1: CandidatePageSchema.shape.itens.element,
    },
    words: WORDS,
    operations: [
      {
        ...common,
        id: 'consultarSistema1',
        method: 'get',
        path: '/v1/sistema1/{alvo}',
        summary: 'Ficha 1 de uma pessoa, ou candidatos',
        params: {
          alvo: {
            readings: {
              cpf: { schema: CpfInput, example: indebted.cpf },
              nome: { schema: NameInput, example: indebted.name },
              endereco: { schema: z.string(), example: `${logradouro}, ${numero}, ${cep}` },
              ref: { schema: ConsultInput.shape.ref.unwrap() },
            },
          },
        },
        query: {
          schema: PathQueryInput,
          examples: {
            por: 'cpf',
            limite: 5,
            divida_de: '2020-01-01',
            vencimento_ate: '2030-12-31',
            situacao: 'negativada',
            ordem: '-valor',
          },
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
          schema: ConsultInput,
          exactlyOne: ['cpf', 'ref', 'nome', 'endereco'],
          examples: {
            cpf: { cpf: indebted.cpf },
            maiores: { cpf: indebted.cpf, ordem: '-valor', limite: 2 },
            nome: { nome: indebted.name },
            endereco: { endereco: { logradouro, numero, cep } },
          },
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

/** A search that found that person alone. */
function candidatesOf({ cpf, name, address, birthDate }: SyntheticPerson): CandidatePage {
  const { cidade, uf } = address
  const ano_nascimento = Number(birthDate.slice(0, 4))
  return {
    itens: [{ ref: `ref_${'A'.repeat(60)}`, cpf: maskCpf(cpf), nome: name, cidade, uf, ano_nascimento }],
    proximo: null,
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
