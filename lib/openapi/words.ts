import { isObject, type Json, type JsonObject } from './json-schema.ts'
import { KNOWN_INPUTS } from './known-inputs.ts'

/** References whose target says what it is. */
const SELF_DESCRIBED: ReadonlySet<Json> = new Set(
  [...KNOWN_INPUTS.values()].map(({ name }) => `#/components/schemas/${name}`),
)

/** What members of the wire mean wherever they stand. A room adds its own, or its own meaning as `Component.member`. */
export const SHARED_WORDS: Readonly<Record<string, string>> = {
  atualizado_em: 'De quando são estes dados.',
  bairro: 'Bairro.',
  cartao: 'O cartão, pelo seu token.',
  cep: 'CEP, só os dígitos.',
  cidade: 'Município.',
  complemento: 'Complemento, onde há.',
  cpf: 'CPF: inteiro para quem tem o escopo de identificar, senão mascarado (`***.456.789-**`).',
  cpfs: 'CPFs das pessoas.',
  cursor: 'O `proximo` da página anterior da mesma consulta, sem alteração.',
  em: 'Quando, em UTC.',
  endereco: 'Endereço.',
  expira_em: 'Até quando vale.',
  id: 'Identificador.',
  ip: 'De que endereço de rede; só quando a consulta foi da própria instituição.',
  itens: 'Os itens desta página.',
  limite: 'Quantos itens por página.',
  logradouro: 'Tipo e nome do logradouro.',
  nome: 'Nome completo.',
  numero: 'Número; `S/N` onde não há.',
  ordem: 'A ordem dos itens; com `-` na frente, decrescente.',
  por: 'Força a leitura do que está no caminho, em vez de reconhecê-lo pela forma.',
  proximo: 'O cursor da página seguinte; nulo na última.',
  ref: 'A referência de um candidato: vale dez minutos, só para quem a recebeu, no lugar de um CPF.',
  uf: 'Unidade da federação.',
  ultima_consulta: 'A consulta anterior a esta neste sistema; nula antes da primeira.',
  usuario: 'Quem consultou, e-mail ou chave; só quando a consulta foi da própria instituição.',
  valor: 'Valor em reais, com duas casas.',
}

export type Wordbook = {
  /** The meaning of a member; the nearest place that has its own wins. */
  find(places: readonly string[], member: string): string | undefined
  /** What a component is, where somebody has said it. */
  about(component: string): string | undefined
  /** Members that were asked for and have no meaning yet, as `place.member`. */
  readonly missing: ReadonlySet<string>
}

/** Throws where two rooms give one name two meanings. */
export function createWordbook(books: readonly Readonly<Record<string, string>>[]): Wordbook {
  const words = new Map(Object.entries(SHARED_WORDS))
  for (const [name, text] of books.flatMap((book) => Object.entries(book))) {
    if ((words.get(name) ?? text) !== text) throw new Error(`two meanings of ${name}: give one to a component of it`)
    words.set(name, text)
  }
  const missing = new Set<string>()
  return {
    missing,
    about: (component) => words.get(component),
    find(places, member) {
      for (const place of places) {
        const own = words.get(`${place}.${member}`)
        if (own !== undefined) return own
      }
      const shared = words.get(member)
      if (shared === undefined) missing.add([...places.slice(0, 1), member].join('.'))
      return shared
    },
  }
}

/** A schema whose members say what they mean. `place` is the component or operation that it belongs to. */
export function describeMembers(schema: JsonObject, place: string, words: Wordbook): JsonObject {
  // What a described node is part of stays what it was.
  return described(schema, [place], words) as JsonObject
}

function described(node: Json, places: readonly string[], words: Wordbook): Json {
  if (Array.isArray(node)) return node.map((item) => described(item, places, words))
  if (!isObject(node)) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'properties' && isObject(value)
        ? describedProperties(value, places, words)
        : described(value, places, words),
    ]),
  )
}

function describedProperties(properties: JsonObject, places: readonly string[], words: Wordbook): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([member, schema]) => {
      const inner = described(schema, [member, ...places], words)
      if (!isObject(inner) || 'description' in inner || SELF_DESCRIBED.has(inner.$ref ?? null)) return [member, inner]
      const description = words.find(places, member)
      return [member, description === undefined ? inner : { ...inner, description }]
    }),
  )
}
