export type FirstCall = { system: '1' | '2' | '3'; command: string }

/** Quiet but for errors, and with the prompt on a line of its own afterwards. */
const CURL = "curl -sS -w '\\n'"
const JSON_TYPE = `-H 'Content-Type: application/json'`
const CPF = `-d "{\\"cpf\\": \\"$CPF\\"}"`

/** A command over several lines, as a shell reads it. */
function lines(...parts: readonly string[]): string {
  return parts.join(' \\\n  ')
}

function tokenCommand(url: string, scope: string): string {
  return lines(
    `TOKEN=$(curl -sS -u "$CHAVE:$SEGREDO" ${url}/oauth/token`,
    `-d grant_type=client_credentials`,
    `-d 'scope=${scope}'`,
    `| sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
  )
}

/**
 * A command for the first call to each system, easiest first. They take the key and the CPF from the shell's variables
 * `CHAVE`, `SEGREDO` and `CPF`, and system 1's the approved grant from `CONCESSAO`. For a key whose scopes are known,
 * only what it can do.
 */
export function firstCalls(url: string, held?: readonly string[]): readonly FirstCall[] {
  const holds = (scope: string) => held === undefined || held.includes(scope)
  const scores = ['sistema2:score', 'sistema2:cadastro', 'dividas:resumo'].filter(holds)
  const can = {
    '1': holds('sistema1:consultar') && holds('concessoes:solicitar'),
    '2': holds('sistema2:score') || holds('sistema2:cadastro'),
    '3': holds('sistema3:consultar'),
  }
  const body = `${JSON_TYPE} ${CPF}`
  const withToken = `${CURL} -H "Authorization: Bearer $TOKEN"`
  const grant =
    '"{\\"cpf\\": \\"$CPF\\", \\"minutos\\": 30, \\"finalidade\\": \\"analise_de_credito\\",\n      \\"motivo\\": \\"Proposta em análise na agência\\"}"'
  const calls: FirstCall[] = [
    { system: '3', command: lines(`${CURL} -u "$CHAVE:$SEGREDO" ${url}/v1/sistema3/consultas`, body) },
    {
      system: '2',
      command: [tokenCommand(url, scores.join(' ')), lines(`${withToken} ${url}/v1/sistema2/consultas`, body)].join(
        '\n',
      ),
    },
    {
      system: '1',
      command: [
        lines(`${CURL} -u "$CHAVE:$SEGREDO" ${url}/v1/concessoes`, JSON_TYPE, `-d ${grant}`),
        tokenCommand(url, 'sistema1:consultar'),
        lines(`${withToken} -H "Concessao: $CONCESSAO"`, `${url}/v1/sistema1/consultas`, body),
      ].join('\n'),
    },
  ]
  return calls.filter(({ system }) => can[system])
}
