import type { ApiSection } from '#lib/openapi/declaration.ts'
import type { ExamplePeople } from '#lib/openapi/example-people.ts'
import { ReceivedMovementsSchema, ReceiveMovementsBody } from './schemas.ts'

const WORDS = {
  MovimentacoesRecebidas: 'O que foi feito de cada linha, na ordem em que vieram.',
  'itens.chave': 'A chave da própria fonte, a mesma para sempre para esta movimentação.',
  resultado: '`criada`; `inalterada`, já enviada antes com este conteúdo; `recusada`, com o código do motivo.',
  'itens.codigo': 'Por que foi recusada; nulo onde não foi.',
} as const

/** The document's part on movements of sources. */
export function describeMovementSources({ plain }: ExamplePeople): ApiSection {
  const chave = 'EXTRATO-2026-000017'
  const row = {
    chave,
    cpf: plain.cpf,
    em: '2026-06-30T14:05:00.000Z',
    tipo: 'PIX',
    sentido: 'DEBITO',
    valor: '129.90',
    descricao: 'Pix enviado',
  }
  return {
    components: { MovimentacoesRecebidas: ReceivedMovementsSchema },
    words: WORDS,
    operations: [
      {
        id: 'enviarMovimentacoes',
        method: 'post',
        path: '/v1/fontes/movimentacoes',
        tag: 'fontes',
        summary: 'Envia movimentações de uma fonte',
        description:
          'Até mil linhas, 1 MiB, cada uma sob a chave da própria fonte. O mesmo lote pode ser enviado de novo, também depois de um erro. Outro conteúdo sob uma chave conhecida recusa a linha com `conflito`; a mesma chave duas vezes no lote com conteúdos diferentes recusa o lote. Cada pessoa do lote fica registrada na trilha e conta no limite do dia.',
        access: { by: ['key', 'token'], scopes: ['fontes:enviar'] },
        headers: ['Finalidade', 'Relacao'],
        limited: 'people',
        recorded: true,
        body: { schema: ReceiveMovementsBody, examples: { uma: { itens: [row] } } },
        answers: {
          200: {
            description: 'O que foi feito de cada linha.',
            schema: ReceivedMovementsSchema,
            examples: { criada: { itens: [{ chave, resultado: 'criada', codigo: null }] } },
            cacheControl: 'no-store',
          },
        },
        refusals: ['conflito', 'intervalo_de_datas'],
      },
    ],
  }
}
