// Who sees which member of which answer, written down by hand from the law's table and from nothing else: not generated,
// not read from lib/access/data-classes.ts. `x` is there, `-` is not, `o` may be there (a person may have none of it).
// A member of an answer that has no line here fails the suite.

/** What a column's caller holds. */
export const COLUMNS = {
  ficha1: ['parceiro com concessão', 'analista com concessão'],
  ficha2: ['todos os escopos', 'só score', 'só cadastro', 'analista', 'analista de outra instituição'],
  candidatos: ['todos os escopos', 'só score', 'só cadastro', 'analista', 'analista de outra instituição'],
  carteira: ['todos os escopos', 'listar e cadastro', 'listar e dívidas', 'listar e score', 'analista'],
  ficha3: ['parceiro', 'analista', 'analista de outra instituição, sem consentimento'],
} as const
export type GoldenAnswer = keyof typeof COLUMNS

const TABLES: Readonly<Record<GoldenAnswer, string>> = {
  ficha1: `
    cpf                                       x x
    nome                                      x x
    endereco.logradouro                       x x
    endereco.numero                           x x
    endereco.complemento                      o o
    endereco.bairro                           x x
    endereco.cidade                           x x
    endereco.uf                               x x
    endereco.cep                              x x
    dividas.itens.credor                      x x
    dividas.itens.modalidade                  x x
    dividas.itens.valor                       x x
    dividas.itens.criada_em                   x x
    dividas.itens.vencimento                  x x
    dividas.itens.situacao                    x x
    dividas.proximo                           o o
    dividas.total                             x x
    dividas.atualizado_em                     x x
    ultima_consulta.em                        o o
    ultima_consulta.ip                        o o
    ultima_consulta.usuario                   o o
    atualizado_em                             x x`,
  ficha2: `
    cpf                                       x x x x x
    nome                                      x x x x x
    idade                                     x x x x x
    alertas                                   o o o o o
    endereco.situacao                         - x - - -
    endereco.logradouro                       x - x x x
    endereco.numero                           x - x x x
    endereco.complemento                      o - o o o
    endereco.bairro                           x - x x x
    endereco.cidade                           x - x x x
    endereco.uf                               x - x x x
    endereco.cep                              x - x x x
    bens.situacao                             - x - - -
    bens.itens.tipo                           o - o o o
    bens.itens.descricao                      o - o o o
    bens.itens.valor                          o - o o o
    bens.atualizado_em                        x - x x x
    renda.situacao                            - x - - -
    renda.fonte                               o - o o o
    renda.valor_mensal                        o - o o o
    renda.atualizado_em                       x - x x x
    score.situacao                            x x x x x
    score.valor                               x x - x x
    score.faixa                               x x - x x
    score.probabilidade                       x x - x x
    score.motivos.codigo                      x x - x x
    score.motivos.descricao                   x x - x x
    score.motivos.pontos                      - - - x x
    score.motivos.registros.sistema           x x - x x
    score.motivos.registros.bloco             x x - x x
    score.motivos.registros.referencia        o o - o o
    score.motivos.registros.atualizado_em     x x - x x
    score.motivos.como_contestar              x x - x x
    score.modelo                              x x - x x
    score.atualizado_em                       x x - x x
    dividas.situacao                          x x x x x
    dividas.quantidade                        x - - x x
    dividas.total                             x - - x x
    dividas.maior                             x - - x x
    dividas.atualizado_em                     x - - x x
    ultima_consulta.em                        o o o o o
    ultima_consulta.ip                        o o o o o
    ultima_consulta.usuario                   o o o o o
    atualizado_em                             x x x x x`,
  candidatos: `
    itens.ref                                 x x x x x
    itens.cpf                                 x x x x x
    itens.nome                                x x x x x
    itens.cidade                              x x x x x
    itens.uf                                  x x x x x
    itens.ano_nascimento                      x x x x x
    proximo                                   o o o o o`,
  carteira: `
    itens.ref                                 x x x x x
    itens.cpf                                 x x x x x
    itens.nome                                x x x x x
    itens.idade                               x x x x x
    itens.uf                                  x x x x x
    itens.renda.situacao                      - - x x -
    itens.renda.fonte                         o o - - o
    itens.renda.valor_mensal                  o o - - o
    itens.renda.atualizado_em                 x x - - x
    itens.score.situacao                      x x x x x
    itens.score.valor                         o - - o o
    itens.score.faixa                         o - - o o
    itens.score.probabilidade                 o - - o o
    itens.score.motivos.codigo                x - - x x
    itens.score.motivos.descricao             x - - x x
    itens.score.motivos.pontos                - - - - o
    itens.score.motivos.registros.sistema     o - - o o
    itens.score.motivos.registros.bloco       o - - o o
    itens.score.motivos.registros.referencia  o - - o o
    itens.score.motivos.registros.atualizado_em o - - o o
    itens.score.motivos.como_contestar        x - - x x
    itens.score.modelo                        x - - x x
    itens.score.atualizado_em                 x - - x x
    itens.score.usado_na_ordem.valor          - - - o -
    itens.score.usado_na_ordem.em             - - - o -
    itens.dividas.situacao                    x x x x x
    itens.dividas.quantidade                  x - x - x
    itens.dividas.total                       x - x - x
    itens.dividas.maior                       x - x - x
    itens.dividas.atualizado_em               x - x - x
    proximo                                   o o o o o`,
  ficha3: `
    cpf                                       x x x
    ultima_consulta_bureau.em                 o o o
    ultima_consulta_bureau.bureau.id          o o o
    ultima_consulta_bureau.bureau.nome        o o o
    ultima_consulta_bureau.consultas_30_dias  x x x
    ultima_consulta_bureau.consultas_90_dias  x x x
    ultima_consulta_bureau.atualizado_em      x x x
    movimentacoes.situacao                    - - x
    movimentacoes.itens.em                    x x -
    movimentacoes.itens.tipo                  x x -
    movimentacoes.itens.sentido               x x -
    movimentacoes.itens.valor                 x x -
    movimentacoes.itens.descricao             x x -
    movimentacoes.proximo                     o o -
    movimentacoes.atualizado_em               x x -
    ultima_compra_cartao.situacao             - - x
    ultima_compra_cartao.em                   x x -
    ultima_compra_cartao.valor                x x -
    ultima_compra_cartao.estabelecimento      x x -
    ultima_compra_cartao.cartao.token         x x -
    ultima_compra_cartao.cartao.bandeira      x x -
    ultima_compra_cartao.cartao.final         x x -
    ultima_compra_cartao.atualizado_em        x x -
    ultima_consulta.em                        o o o
    ultima_consulta.ip                        o o o
    ultima_consulta.usuario                   o o o
    atualizado_em                             x x x`,
}

/** What is wrong with the members of one answer in one column: those too many, and those missing. */
export function departures(answer: GoldenAnswer, column: string, members: Iterable<string>): string[] {
  const place = (COLUMNS[answer] as readonly string[]).indexOf(column)
  if (place < 0) throw new Error(`no column ${column}`)
  const marks = new Map(
    TABLES[answer]
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([path = '', ...row]) => [path, row[place]] as const),
  )
  const seen = new Set(members)
  return [
    ...[...seen].filter((path) => !['x', 'o'].includes(marks.get(path) ?? '-')).map((path) => `${path} is shown`),
    ...[...marks].filter(([path, mark]) => mark === 'x' && !seen.has(path)).map(([path]) => `${path} is missing`),
  ]
}
