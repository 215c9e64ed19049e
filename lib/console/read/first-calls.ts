/** One way to get a token, as a shell variable of the name given. */
function tokenCommand(url: string, name: string, scope: string): string {
  return [
    `${name}=$(curl -sS -u "$CHAVE:$SEGREDO" ${url}/oauth/token \\`,
    `  -d grant_type=client_credentials -d 'scope=${scope}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
  ].join('\n')
}

/** Quiet but for errors, and with the prompt on a line of its own afterwards. */
const CURL = "curl -sS -w '\\n'"
const BODY = `-H 'Content-Type: application/json' -d "{\\"cpf\\": \\"$CPF\\"}"`

/**
 * A command for the first call to each system, easiest first. They take the key and the CPF from the shell's variables
 * `CHAVE`, `SEGREDO` and `CPF`, and system 1's the approved grant from `CONCESSAO`.
 */
export function firstCalls(url: string): readonly { system: '1' | '2' | '3'; command: string }[] {
  const grant = [
    `${CURL} -u "$CHAVE:$SEGREDO" ${url}/v1/concessoes -H 'Content-Type: application/json' \\`,
    `  -d "{\\"cpf\\": \\"$CPF\\", \\"finalidade\\": \\"analise_de_credito\\", \\"motivo\\": \\"Proposta em análise na agência\\", \\"minutos\\": 30}"`,
  ].join('\n')
  return [
    { system: '3', command: `${CURL} -u "$CHAVE:$SEGREDO" ${url}/v1/sistema3/consultas \\\n  ${BODY}` },
    {
      system: '2',
      command: [
        tokenCommand(url, 'TOKEN', 'sistema2:score sistema2:cadastro dividas:resumo'),
        `${CURL} -H "Authorization: Bearer $TOKEN" ${url}/v1/sistema2/consultas \\\n  ${BODY}`,
      ].join('\n'),
    },
    {
      system: '1',
      command: [
        grant,
        tokenCommand(url, 'TOKEN', 'sistema1:consultar'),
        `${CURL} -H "Authorization: Bearer $TOKEN" -H "Concessao: $CONCESSAO" ${url}/v1/sistema1/consultas \\\n  ${BODY}`,
      ].join('\n'),
    },
  ]
}
