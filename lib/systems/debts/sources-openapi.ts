import { NoQuery } from '#lib/http/read-query.ts'
import type { ApiSection } from '#lib/openapi/declaration.ts'
import type { ExamplePeople } from '#lib/openapi/example-people.ts'
import { ReceiveDebtsInput, ReceivedDebtsSchema } from './source-schemas.ts'

const WORDS = {
  DividasRecebidas: 'O que foi feito de cada linha, na ordem em que vieram.',
  'DividasRecebidas.chave': 'A chave da própria fonte, a mesma para sempre para esta dívida.',
  'DividasRecebidas.resultado':
    '`criada`; `inalterada`, já enviada antes com este conteúdo; `atualizada`, um passo adiante; `corrigida`, com o motivo; `recusada`, com o código do motivo.',
  'DividasRecebidas.codigo': 'Por que foi recusada; nulo onde não foi.',
  'enviarDividas.itens': 'As dívidas, até mil.',
  'enviarDividas.chave': 'A chave da própria fonte, a mesma para sempre para esta dívida.',
  'enviarDividas.cpf': 'De quem é a dívida.',
  contrato: 'O número do contrato.',
  'enviarDividas.situacao': 'Em que estado está; cada estado pede as datas dos passos até ele.',
  aviso_enviado_em: 'O dia em que o aviso à pessoa foi enviado.',
  aviso_entregue_em: 'O dia em que o aviso foi entregue. Antes dele nada é negativado.',
  negativada_em: 'O dia em que foi negativada.',
  baixada_em: 'O dia em que deixou de ser devida ou mostrada.',
  correcao: 'Por que fatos já enviados vêm agora de outro modo. Sem o motivo são recusados.',
} as const

/** The document's part on debts of sources. */
export function describeDebtSources({ indebted }: ExamplePeople): ApiSection {
  const chave = 'CONTRATO-2026-000017'
  const row = {
    chave,
    cpf: indebted.cpf,
    credor: 'Lojas Ipê Amarelo',
    contrato: '4471-002918',
    modalidade: 'CREDIARIO',
    valor: '843.12',
    criada_em: '2026-01-12',
    vencimento: '2026-03-10',
    situacao: 'avisado',
    aviso_enviado_em: '2026-04-02',
    aviso_entregue_em: '2026-04-07',
  }
  return {
    components: { DividasRecebidas: ReceivedDebtsSchema },
    words: WORDS,
    operations: [
      {
        id: 'enviarDividas',
        method: 'post',
        path: '/v1/fontes/dividas',
        tag: 'fontes',
        summary: 'Envia dívidas de uma fonte',
        description:
          'Até mil linhas, 1 MiB, cada uma sob a chave da própria fonte. O mesmo lote pode ser enviado de novo, também depois de um erro. Uma dívida anda pelos seus estados e não volta; outros fatos sob uma chave conhecida pedem `correcao`, senão a linha é recusada com `conflito`. A mesma chave duas vezes no lote com conteúdos diferentes recusa o lote.',
        access: { by: ['key', 'token'], scopes: ['fontes:enviar'] },
        headers: ['Finalidade', 'Relacao'],
        limited: 'calls',
        recorded: true,
        query: { schema: NoQuery },
        body: { schema: ReceiveDebtsInput, examples: { uma: { itens: [row] } } },
        answers: {
          200: {
            description: 'O que foi feito de cada linha.',
            schema: ReceivedDebtsSchema,
            examples: { criada: { itens: [{ chave, resultado: 'criada', codigo: null }] } },
            cacheControl: 'no-store',
          },
        },
        refusals: ['conflito', 'intervalo_de_datas'],
      },
    ],
  }
}
