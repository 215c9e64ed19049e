import { z } from 'zod'
import { NoQuery } from '#lib/http/read-query.ts'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import type { ApiSection } from '#lib/openapi/declaration.ts'
import type { readHealthView } from '../health-view.ts'

const Instant = z.iso.datetime({ precision: 3 })

const State = z.enum(['disponivel', 'indisponivel'])
const Health = z.object({
  situacao: z.enum(['disponivel', 'parcial']),
  sistemas: z.object({ sistema1: State, sistema2: State, sistema3: State }),
})

const HEALTHY = {
  situacao: 'disponivel',
  sistemas: { sistema1: 'disponivel', sistema2: 'disponivel', sistema3: 'disponivel' },
} satisfies Awaited<ReturnType<typeof readHealthView>>

/** How often whoever keeps the document asks whether it has changed. */
export const DOCUMENT_CACHE = 'public, max-age=300'

/** What the systems' answers have in common, and the operations that front answers by itself. */
export function describeOwn(): ApiSection {
  return {
    components: {
      Instante: Instant,
      DataCivil: z.iso.date(),
      Reais: z.string().regex(/^(0|[1-9]\d*)\.\d{2}$/),
      Uf: z.enum(UFS),
      TipoDeMovimentacao: z.enum(MOVEMENT_TYPES),
      UltimaConsulta: z.object({ em: Instant, ip: z.string().nullable(), usuario: z.string().nullable() }),
      Saude: Health,
    },
    words: {
      Instante: 'Um instante em UTC, com milissegundos (RFC 3339).',
      DataCivil: 'Um dia, AAAA-MM-DD; os dias são os de São Paulo.',
      Reais: 'Um valor em reais, com duas casas.',
      Uf: 'Uma unidade da federação.',
      TipoDeMovimentacao: 'Um tipo de movimentação, com os nomes do Open Finance Brasil.',
      UltimaConsulta: 'Uma consulta anterior, na trilha deste sistema.',
      openapi: 'A versão do OpenAPI.',
      'Saude.situacao': '`parcial`: algum dos sistemas não responde.',
      'Saude.sistemas': 'Cada sistema.',
      'sistemas.sistema1': 'O Sistema 1.',
      'sistemas.sistema2': 'O Sistema 2.',
      'sistemas.sistema3': 'O Sistema 3.',
    },
    operations: [
      {
        id: 'lerSaude',
        method: 'get',
        path: '/v1/saude',
        tag: 'servico',
        summary: 'Se a API e os sistemas respondem',
        description: 'Aberta a todos. Não diz versões nem endereços.',
        access: { by: [], scopes: [] },
        answers: {
          200: {
            description: 'O estado de agora.',
            schema: Health,
            examples: { tudo_responde: HEALTHY },
            cacheControl: 'no-store',
          },
        },
      },
      {
        id: 'lerOpenApi',
        method: 'get',
        path: '/v1/openapi.json',
        tag: 'servico',
        summary: 'Este documento',
        description: 'O documento OpenAPI 3.1 das portas abertas nesta instalação.',
        access: { by: [], scopes: [] },
        query: { schema: NoQuery },
        headers: ['If-None-Match'],
        answers: {
          200: {
            description: 'O documento.',
            schema: z.looseObject({ openapi: z.string().regex(/^3\.1\./) }),
            cacheControl: DOCUMENT_CACHE,
            headers: ['ETag'],
          },
          304: { description: 'Não mudou.', cacheControl: DOCUMENT_CACHE, headers: ['ETag'] },
        },
      },
    ],
  }
}
