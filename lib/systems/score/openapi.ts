import { z } from 'zod'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import { CpfInput, NameInput } from '#lib/identifiers/schemas.ts'
import { civilDateOf, yearsBetween } from '#lib/kernel/clock.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import type { SyntheticPerson } from '#lib/population/person.ts'
import { reasonWords } from './reasons.ts'
import {
  type Candidates,
  CandidatesSchema,
  ConsultInput,
  ListPortfolioInput,
  PageInput,
  type PortfolioOnWire,
  PortfolioSchema,
  type ScoreFile,
  ScoreFileSchema,
} from './schemas.ts'
import { SCORECARD } from './scorecard.ts'

const { bens, dividas, endereco, renda, score } = ScoreFileSchema.shape
const [Address, Missing] = endereco.options
const [Assets] = bens.options
const [Income] = renda.options
const [Score] = score.options
const [Debts] = dividas.options
const [ListedScore] = PortfolioSchema.shape.itens.element.shape.score.options

const WORDS = {
  Carteira: 'Uma página das pessoas com consentimento vigente à instituição.',
  PessoaDaCarteira: 'Uma pessoa da carteira; cada bloco conforme os escopos.',
  ScoreNaLista: 'O score calculado agora; numa lista por score, também o valor que deu o lugar na ordem.',
  usado_na_ordem:
    'O último score calculado antes desta lista, que deu o lugar na ordem, e quando foi; nulo onde não havia.',
  'usado_na_ordem.valor': 'De 0 a 1.000.',
  'usado_na_ordem.em': 'Quando foi calculado.',
  'PessoaDaCarteira.dividas': 'O resumo das dívidas, do Sistema 1, desta hora.',
  idade_de: 'A partir de quantos anos completos.',
  idade_ate: 'Até quantos anos completos.',
  'ScoreNaLista.situacao':
    '`sem_score`: faltam dados ou as dívidas não puderam ser usadas. `bloqueado`: a pessoa bloqueou o próprio score.',
  'ScoreNaLista.valor': 'De 0 a 1.000; nulo sem score.',
  Candidatos: 'Pessoas encontradas por nome ou endereço: o bastante para distinguir uma da outra, nunca uma ficha.',
  Candidato: 'Uma pessoa encontrada.',
  ano_nascimento: 'O ano em que nasceu.',
  'Candidato.cpf': 'O CPF, sempre mascarado.',
  Ficha2: 'Ficha 2 de uma pessoa: cadastro, bens, renda, score com motivos e resumo das dívidas.',
  Indisponivel: 'Um bloco que não pôde ser obtido, e por quê. Nunca uma lista vazia, nunca zero.',
  'Indisponivel.situacao':
    '`nao_autorizado`: falta escopo ou consentimento. `negado`: o outro sistema recusou. `indisponivel`: não respondeu a tempo.',
  alvo: 'O que se procura, reconhecido pela forma.',
  idade: 'Anos completos.',
  bens: 'Bens declarados.',
  'Bens.itens': 'Os bens.',
  'itens.tipo': 'De que tipo é.',
  'itens.descricao': 'O que é.',
  renda: 'Renda mensal comprovada.',
  fonte: 'De onde vem; nula onde não há renda registrada.',
  valor_mensal: 'Quanto por mês; nulo onde não há renda registrada.',
  score: 'O score, com os motivos.',
  'Score.situacao':
    '`sem_score`: faltam dados ou as dívidas não puderam ser usadas. `bloqueado`: a pessoa bloqueou o próprio score.',
  'Score.valor': 'De 0 a 1.000; nulo sem score.',
  faixa: 'A faixa em que o valor está; nula sem score.',
  probabilidade: 'A probabilidade de pagar, segundo o modelo; nula sem score.',
  motivos: 'O que mais pesou, ou por que não há score.',
  modelo: 'O modelo que calculou.',
  'Motivo.codigo': 'O código estável do motivo.',
  'Motivo.descricao': 'O motivo em palavras.',
  pontos: 'Quanto custou, em pontos do score; só para pessoas da instituição, não para chaves.',
  registros: 'Em que registros o motivo se apoia.',
  'registros.sistema': 'De que sistema é o registro.',
  bloco: 'De que bloco é o registro.',
  referencia: 'Sob que referência o sistema guarda o que respondeu, onde guarda.',
  como_contestar: 'Como a pessoa pode contestar (LGPD, art. 20).',
  'Ficha2.dividas': 'O resumo das dívidas, pedido ao Sistema 1 a cada consulta.',
  'ResumoDeDividas.situacao': 'Que o resumo pôde ser obtido.',
  quantidade: 'Quantas dívidas visíveis há.',
  'ResumoDeDividas.total': 'A soma delas, em reais.',
  maior: 'A maior delas, em reais.',
  alertas: '`fraude`: há alerta de fraude sobre o cadastro.',
} as const

const DESCRIPTION = [
  'Cada bloco vem conforme os escopos do token: `sistema2:score` (as dívidas podem entrar no cálculo), `sistema2:cadastro` (endereço, bens, renda), `dividas:resumo` (o resumo). O que falta vem como `{"situacao": "nao_autorizado"}`.',
  'As dívidas são perguntadas ao Sistema 1 sob o mandato da instituição. Se ele não responder, a ficha vem assim mesmo: sem score e com `dividas` `indisponivel`, nunca como se não houvesse dívidas.',
  'Um nome ou um endereço dá candidatos, nunca uma ficha: até 20 por página, primeiro os que se escrevem como na busca, depois os que soam como ela. A `ref` de um candidato vale dez minutos, só para quem a recebeu, no lugar de um CPF. Arquivos fechados não aparecem.',
  'Cada chamada é uma consulta registrada na trilha do Sistema 2, e cada candidato mostrado também. Candidatos contam entre as pessoas do dia.',
].join('\n\n')

const LIST_DESCRIPTION = [
  'Só pessoas com consentimento vigente à instituição de quem chama; arquivos fechados ficam fora. Cada linha é uma consulta registrada, e conta entre as pessoas do dia.',
  'Uma ordem exige o escopo do que mostra: `divida_…` exige `dividas:resumo`, `score` exige `sistema2:score`, `renda` exige `sistema2:cadastro`. Quem não tem o valor vem por último.',
  'As ordens por dívida são do Sistema 1, perguntadas a cada página sob o mandato da instituição. A ordem por score usa o último score calculado de cada pessoa (`usado_na_ordem`, com o instante); o bloco `score` é calculado agora. Sem mandato, essas ordens são recusadas com `concessao_negada`; sem resposta do Sistema 1, com `fonte_indisponivel`: nunca uma lista vazia.',
  'Uma página pode ter menos itens do que `limite` e ainda ter `proximo`.',
].join('\n\n')

/** The document's part on sistema2. */
export function describeScores({ plain }: ExamplePeople): ApiSection {
  const { logradouro: street, numero: number, cep } = plain.address
  const answer: ApiAnswer = {
    description: 'A ficha, para um CPF ou uma referência; candidatos, para um nome ou um endereço.',
    schema: z.union([ScoreFileSchema, CandidatesSchema]),
    examples: { ficha: fileOf(plain), candidatos: candidatesOf(plain) },
    cacheControl: 'no-store',
    headers: ['Content-Language'],
  }
  const common = {
    tag: 'sistema2',
    description: DESCRIPTION,
    access: { by: ['token'], scopes: ['sistema2:score', 'sistema2:cadastro'] },
    headers: ['Finalidade', 'Relacao'],
    answers: { 200: answer },
    limited: 'people',
    recorded: true,
    refusals: ['pessoa_nao_encontrada'],
  } as const satisfies Partial<ApiOperation>
  return {
    components: {
      Ficha2: ScoreFileSchema,
      Candidatos: CandidatesSchema,
      Candidato: CandidatesSchema.shape.itens.element,
      Endereco: Address,
      Indisponivel: Missing,
      Bens: Assets,
      Renda: Income,
      Score,
      ScoreNaLista: ListedScore,
      Carteira: PortfolioSchema,
      PessoaDaCarteira: PortfolioSchema.shape.itens.element,
      Motivo: Score.shape.motivos.element,
      ResumoDeDividas: Debts,
    },
    words: WORDS,
    operations: [
      {
        ...common,
        id: 'listarCarteira',
        method: 'get',
        path: '/v1/sistema2',
        summary: 'Pessoas da carteira, ordenadas',
        description: LIST_DESCRIPTION,
        access: {
          by: ['token'],
          // An order shows what it orders by.
          scopes: [
            ['sistema2:listar', 'dividas:resumo'],
            ['sistema2:listar', 'sistema2:score'],
            ['sistema2:listar', 'sistema2:cadastro'],
          ],
        },
        query: {
          schema: ListPortfolioInput,
          examples: { ordem: '-renda', uf: 'SP', idade_de: 30, idade_ate: 60, limite: 5 },
        },
        answers: {
          200: {
            description: 'Uma página da carteira.',
            schema: PortfolioSchema,
            examples: { carteira: portfolioOf(plain) },
            cacheControl: 'no-store',
            headers: ['Content-Language'],
          },
        },
        refusals: ['concessao_negada'],
      },
      {
        ...common,
        id: 'consultarSistema2',
        method: 'get',
        path: '/v1/sistema2/{alvo}',
        summary: 'Ficha 2 de uma pessoa, ou candidatos',
        params: {
          alvo: {
            readings: {
              cpf: { schema: CpfInput, example: plain.cpf },
              nome: { schema: NameInput, example: plain.name },
              endereco: { schema: z.string(), example: `${street}, ${number}, ${cep}` },
              ref: { schema: ConsultInput.shape.ref.unwrap() },
            },
          },
        },
        query: {
          schema: PageInput.extend({ por: z.enum(['cpf', 'nome', 'endereco']).optional() }),
          examples: { por: 'cpf' },
        },
        refusals: ['pessoa_nao_encontrada', 'cep_invalido'],
      },
      {
        ...common,
        id: 'consultarSistema2PorCorpo',
        method: 'post',
        path: '/v1/sistema2/consultas',
        summary: 'Ficha 2, com o identificador no corpo',
        description: `A forma recomendada: um caminho fica em mais lugares do que um corpo.\n\n${DESCRIPTION}`,
        body: {
          schema: ConsultInput,
          exactlyOne: ['cpf', 'nome', 'endereco', 'ref'],
          examples: {
            cpf: { cpf: plain.cpf },
            nome: { nome: plain.name, limite: 5 },
            endereco: { endereco: { logradouro: street, numero: number, cep } },
          },
        },
      },
    ],
  }
}

const REF = `ref_${'A'.repeat(60)}`

/** A page with that person alone. */
function portfolioOf(person: SyntheticPerson): PortfolioOnWire {
  const { nome, idade, renda, score, dividas } = fileOf(person)
  return {
    itens: [{ ref: REF, cpf: maskCpf(person.cpf), nome, idade, uf: person.address.uf, renda, score, dividas }],
    proximo: null,
  }
}

/** A search that found that person alone. */
function candidatesOf({ cpf, name, address, birthDate }: SyntheticPerson): Candidates {
  const item = {
    ref: REF,
    cpf: maskCpf(cpf),
    nome: name,
    cidade: address.cidade,
    uf: address.uf,
    ano_nascimento: Number(birthDate.slice(0, 4)),
  }
  return { itens: [item], proximo: null }
}

/** The file of a made-up person without debts, as a key with every scope of sistema2 would get it. */
function fileOf(person: SyntheticPerson): ScoreFile {
  const { description, dispute } = reasonWords('historico_curto', 'pt-BR')
  return {
    cpf: person.cpf,
    nome: person.name,
    idade: yearsBetween(person.birthDate, civilDateOf(new Date(EXAMPLE_INSTANT))),
    endereco: person.address,
    bens: {
      itens: person.assets.map((asset) => ({
        tipo: asset.type,
        descricao: asset.description,
        valor: formatReais(asset.valueCents),
      })),
      atualizado_em: EXAMPLE_INSTANT,
    },
    renda: {
      fonte: person.income?.source ?? null,
      valor_mensal: person.income ? formatReais(person.income.monthlyCents) : null,
      atualizado_em: EXAMPLE_INSTANT,
    },
    score: {
      situacao: 'calculado',
      valor: 812,
      faixa: 'excelente',
      probabilidade: 0.97,
      motivos: [
        {
          codigo: 'historico_curto',
          descricao: description,
          registros: [{ sistema: 'sistema2', bloco: 'historico', referencia: null, atualizado_em: EXAMPLE_INSTANT }],
          como_contestar: dispute,
        },
      ],
      modelo: SCORECARD.version,
      atualizado_em: EXAMPLE_INSTANT,
    },
    dividas: { situacao: 'disponivel', quantidade: 0, total: '0.00', maior: '0.00', atualizado_em: EXAMPLE_INSTANT },
    alertas: [],
    ultima_consulta: null,
    atualizado_em: EXAMPLE_INSTANT,
  }
}
