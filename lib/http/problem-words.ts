import type { ErrorCode } from '#lib/kernel/app-error.ts'

export const LANGUAGES = ['pt-BR', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

type Words = { title: string; detail: string }

/** The first language of ours that an `Accept-Language` header names; Portuguese otherwise. */
export function languageOf(header: string | undefined): Language {
  for (const part of (header ?? '').slice(0, 200).toLowerCase().split(',')) {
    const tag = part.split(';', 1)[0]?.trim() ?? ''
    if (tag.startsWith('pt')) return 'pt-BR'
    if (tag.startsWith('en')) return 'en'
  }
  return 'pt-BR'
}

const w = (title: string, detail: string): Words => ({ title, detail })

/** What each code says, and what to do next, in both languages. Never a value that the caller sent. */
export const PROBLEM_WORDS: Readonly<Record<ErrorCode, Readonly<Record<Language, Words>>>> = {
  requisicao_invalida: {
    'pt-BR': w('Requisição inválida', 'Algum campo está faltando ou não tem a forma esperada. Veja "campos".'),
    en: w('Invalid request', 'A field is missing or is not in the expected form. See "campos".'),
  },
  cpf_tamanho: {
    'pt-BR': w('CPF com tamanho errado', 'Um CPF tem 11 dígitos. Não complete com zeros: confira o número.'),
    en: w('Wrong CPF length', 'A CPF has 11 digits. Do not pad it with zeros: check the number.'),
  },
  cpf_formato: {
    'pt-BR': w('CPF em formato desconhecido', 'Use 11 dígitos, ou a forma 000.000.000-00.'),
    en: w('Unknown CPF format', 'Use 11 digits, or the form 000.000.000-00.'),
  },
  cpf_digito: {
    'pt-BR': w('Dígito verificador não confere', 'Há um dígito errado neste CPF. Confira o número e tente de novo.'),
    en: w('Check digit mismatch', 'One digit of this CPF is wrong. Check the number and try again.'),
  },
  cpf_repetido: {
    'pt-BR': w('CPF inexistente', 'Números com todos os dígitos iguais não são CPFs válidos.'),
    en: w('No such CPF', 'Numbers whose digits are all the same are not valid CPFs.'),
  },
  cartao_invalido: {
    'pt-BR': w('Número de cartão inválido', 'O número do cartão não passa na verificação. Confira-o.'),
    en: w('Invalid card number', 'The card number does not pass its check. Verify it.'),
  },
  cep_invalido: {
    'pt-BR': w('CEP inválido', 'Use 8 dígitos, ou a forma 00000-000.'),
    en: w('Invalid postal code', 'Use 8 digits, or the form 00000-000.'),
  },
  nome_invalido: {
    'pt-BR': w('Nome inválido', 'Informe ao menos nome e sobrenome, sem curingas.'),
    en: w('Invalid name', 'Give at least a first and a last name, without wildcards.'),
  },
  cartao_em_lugar_inseguro: {
    'pt-BR': w(
      'Número de cartão em lugar inseguro',
      'Nunca ponha um número de cartão na URL ou em cabeçalhos. Use POST …/consultas.',
    ),
    en: w('Card number in an unsafe place', 'Never put a card number in a URL or header. Use POST …/consultas.'),
  },
  credencial_em_lugar_inseguro: {
    'pt-BR': w(
      'Credencial em lugar inseguro',
      'Um segredo veio na URL. Troque-o já e envie-o só no cabeçalho Authorization.',
    ),
    en: w(
      'Credential in an unsafe place',
      'A secret came in the URL. Rotate it now and send it only in the Authorization header.',
    ),
  },
  intervalo_de_datas: {
    'pt-BR': w('Intervalo de datas inválido', 'A data inicial deve vir antes da final, e ambas devem existir.'),
    en: w('Invalid date range', 'The start date must precede the end date, and both must exist.'),
  },
  cursor_invalido: {
    'pt-BR': w('Cursor inválido', 'Use o valor de "proximo" da página anterior da mesma consulta, sem alterá-lo.'),
    en: w('Invalid cursor', 'Use the "proximo" value of the previous page of the same query, unchanged.'),
  },
  referencia_invalida: {
    'pt-BR': w('Referência inválida', 'A referência expirou, foi alterada ou é de outro cliente. Busque de novo.'),
    en: w('Invalid reference', 'The reference expired, was altered or belongs to another caller. Search again.'),
  },
  parametro_desconhecido: {
    'pt-BR': w('Parâmetro desconhecido', 'Esta operação não aceita um dos parâmetros enviados. Veja "campos".'),
    en: w('Unknown parameter', 'This operation does not take one of the parameters sent. See "campos".'),
  },
  credencial_invalida: {
    'pt-BR': w('Credencial inválida', 'A credencial está ausente, incorreta ou não vale mais.'),
    en: w('Invalid credential', 'The credential is missing, wrong or no longer valid.'),
  },
  token_expirado: {
    'pt-BR': w('Token expirado', 'Peça um novo token e repita a chamada.'),
    en: w('Token expired', 'Request a new token and repeat the call.'),
  },
  escopo_insuficiente: {
    'pt-BR': w('Escopo insuficiente', 'Esta credencial não tem permissão para esta operação.'),
    en: w('Insufficient scope', 'This credential is not allowed to perform this operation.'),
  },
  finalidade_nao_permitida: {
    'pt-BR': w(
      'Finalidade não permitida',
      'A finalidade declarada não está entre as registradas para esta credencial.',
    ),
    en: w('Purpose not allowed', 'The stated purpose is not among those registered for this credential.'),
  },
  concessao_ausente: {
    'pt-BR': w(
      'Concessão ausente',
      'O Sistema 1 só responde com uma concessão vigente. Solicite uma e informe-a no cabeçalho Concessao.',
    ),
    en: w(
      'Grant missing',
      'System 1 answers only under a live grant. Request one and send it in the Concessao header.',
    ),
  },
  concessao_negada: {
    'pt-BR': w('Concessão negada', 'A concessão informada não autoriza esta consulta, ou não vale mais.'),
    en: w('Grant denied', 'The grant given does not authorize this look-up, or is no longer valid.'),
  },
  ip_nao_permitido: {
    'pt-BR': w('Endereço não permitido', 'Esta chave não pode ser usada a partir deste endereço de rede.'),
    en: w('Address not allowed', 'This key may not be used from this network address.'),
  },
  pessoa_nao_encontrada: {
    'pt-BR': w('Pessoa não encontrada', 'Não há cadastro para o identificador informado.'),
    en: w('Person not found', 'There is no file for the identifier given.'),
  },
  recurso_nao_encontrado: {
    'pt-BR': w('Recurso não encontrado', 'O recurso não existe ou não pertence à sua instituição.'),
    en: w('Resource not found', 'The resource does not exist or does not belong to your institution.'),
  },
  rota_desconhecida: {
    'pt-BR': w('Rota desconhecida', 'Este endereço não existe nesta API.'),
    en: w('Unknown route', 'This address does not exist in this API.'),
  },
  metodo_nao_permitido: {
    'pt-BR': w('Método não permitido', 'Use um dos métodos do cabeçalho Allow.'),
    en: w('Method not allowed', 'Use one of the methods in the Allow header.'),
  },
  conflito: {
    'pt-BR': w('Conflito', 'O estado atual do recurso não permite esta operação.'),
    en: w('Conflict', 'The current state of the resource does not allow this operation.'),
  },
  resultado_usado: {
    'pt-BR': w('Resultado já usado', 'Esta referência só vale uma vez.'),
    en: w('Result already used', 'This reference is good only once.'),
  },
  corpo_grande: {
    'pt-BR': w('Corpo grande demais', 'O corpo da requisição passa do limite.'),
    en: w('Body too large', 'The request body is over the limit.'),
  },
  tipo_de_conteudo: {
    'pt-BR': w('Tipo de conteúdo não aceito', 'Envie application/json em UTF-8.'),
    en: w('Unsupported content type', 'Send application/json in UTF-8.'),
  },
  chave_de_idempotencia_reutilizada: {
    'pt-BR': w('Chave de idempotência reutilizada', 'A mesma Idempotency-Key veio com outro corpo.'),
    en: w('Idempotency key reused', 'The same Idempotency-Key came with another body.'),
  },
  limite_excedido: {
    'pt-BR': w('Limite excedido', 'Há chamadas demais por segundo. Aguarde o tempo de Retry-After.'),
    en: w('Rate limit exceeded', 'Too many calls per second. Wait as Retry-After says.'),
  },
  cota_excedida: {
    'pt-BR': w('Cota excedida', 'A cota diária desta chave acabou.'),
    en: w('Quota exceeded', 'The daily quota of this key is used up.'),
  },
  pessoas_demais: {
    'pt-BR': w('Pessoas demais', 'O limite diário de pessoas distintas desta chave foi atingido.'),
    en: w('Too many people', 'The daily limit of distinct people of this key was reached.'),
  },
  erro_interno: {
    'pt-BR': w('Erro interno', 'Algo falhou do nosso lado. Informe o número da requisição ao suporte.'),
    en: w('Internal error', 'Something failed on our side. Give the request number to support.'),
  },
  fonte_indisponivel: {
    'pt-BR': w(
      'Fonte indisponível',
      'O sistema consultado não respondeu. Isto não significa que não haja dados. Tente de novo.',
    ),
    en: w(
      'Source unavailable',
      'The system asked did not answer. This does not mean that there are no data. Try again.',
    ),
  },
  auditoria_indisponivel: {
    'pt-BR': w(
      'Auditoria indisponível',
      'A consulta não pôde ser registrada e por isso não foi respondida. Tente de novo.',
    ),
    en: w('Audit unavailable', 'The inquiry could not be recorded and was therefore not answered. Try again.'),
  },
  sobrecarga: {
    'pt-BR': w('Sobrecarga', 'O sistema está recusando chamadas para continuar respondendo. Aguarde e tente de novo.'),
    en: w('Overloaded', 'The system is shedding calls to keep answering. Wait and try again.'),
  },
}
