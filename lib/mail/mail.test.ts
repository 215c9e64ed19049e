import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createMail, invitationLetter, type Mail, passwordChangedLetter, passwordResetLetter } from './index.ts'

const clock = { now: () => new Date('2026-07-01T12:00:00.000Z') }
const MAIL_FROM = 'Crivo <nao-responda@crivo.example>'
const mail: Mail = {
  to: 'ana@aurora.example',
  subject: 'Você foi convidado',
  text: 'Olá,\n\nhttp://localhost:3000/convite#abc\n',
}

test('in the demonstration a mail is one readable file, for this user only', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'crivo-mail-'))
  t.after(() => rm(state, { recursive: true }))
  const port = createMail({ CRIVO_ENV: 'demo', CRIVO_STATE: state, MAIL_FROM }, clock)
  await Promise.all([port.send(mail), port.send(mail)])
  const names = await readdir(join(state, 'mail'))
  assert.equal(names.length, 2)
  assert.match(names[0] ?? '', /^2026-07-01T12-00-00\.000Z-[0-9a-f]{8}\.txt$/)
  const path = join(state, 'mail', names[0] ?? '')
  const text = await readFile(path, 'utf8')
  assert.match(text, /^To: ana@aurora\.example$/m)
  assert.match(text, /^http:\/\/localhost:3000\/convite#abc$/m)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal((await stat(join(state, 'mail'))).mode & 0o777, 0o700)
})

test('production without a mail server is refused', () => {
  assert.throws(() => createMail({ CRIVO_ENV: 'production', CRIVO_STATE: '/nowhere', MAIL_FROM }, clock), /SMTP_URL/)
})

test('an address or subject with a line break or a second address is refused', async () => {
  const port = createMail({ CRIVO_ENV: 'demo', CRIVO_STATE: '/nowhere', MAIL_FROM }, clock)
  for (const to of [
    'a@b.example\nBcc: c@d.example',
    'a@b.example, c@d.example',
    'a b@c.example',
    '"x" <a@b.example>',
  ]) {
    await assert.rejects(port.send({ ...mail, to }), /unsafe/)
  }
  await assert.rejects(port.send({ ...mail, subject: 'Oi\r\nBcc: c@d.example' }), /unsafe/)
})

test('by SMTP the mail reaches the server; a server that is away is unavailable', async (t) => {
  const received: string[] = []
  const server = createServer((socket) => speakSmtp(socket, received))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  const SMTP_URL = new Redacted(`smtp://127.0.0.1:${address.port}`)
  const port = createMail({ CRIVO_ENV: 'production', CRIVO_STATE: '/nowhere', SMTP_URL, MAIL_FROM }, clock)
  t.after(() => port.close())
  await port.send(mail)
  const data = received.join('\n')
  assert.match(data, /^RCPT TO:<ana@aurora\.example>/m)
  assert.match(data, /^MAIL FROM:<nao-responda@crivo\.example>/m)
  assert.match(data, /convite#abc/)
  await port.close()
  await new Promise((resolve) => server.close(resolve))
  const away = createMail({ CRIVO_ENV: 'production', CRIVO_STATE: '/nowhere', SMTP_URL, MAIL_FROM }, clock)
  await assert.rejects(away.send(mail), (error) => AppError.hasCode(error, 'fonte_indisponivel'))
  await away.close()
})

test('letters exist in both languages and carry their link', () => {
  const link = 'http://localhost:3000/redefinir#abc'
  for (const language of ['pt-BR', 'en'] as const) {
    assert.match(passwordResetLetter(language, { link, minutes: 30 }).text, /30 min[\s\S]*\/redefinir#abc/)
    assert.match(
      invitationLetter(language, { link, institution: 'Banco Aurora', days: 7 }).text,
      /Banco Aurora[\s\S]*7 d/,
    )
    assert.ok(passwordChangedLetter(language).subject.length > 10)
  }
  assert.notEqual(passwordChangedLetter('en').subject, passwordChangedLetter('pt-BR').subject)
})

/** As much of an SMTP server as one mail needs. */
function speakSmtp(socket: Socket, received: string[]): void {
  let inData = false
  socket.write('220 test ESMTP\r\n')
  socket.on('data', (chunk) => {
    for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
      received.push(line)
      if (inData) {
        if (line !== '.') continue
        inData = false
        socket.write('250 taken\r\n')
      } else if (/^EHLO/i.test(line)) socket.write('250 test\r\n')
      else if (/^DATA/i.test(line)) {
        inData = true
        socket.write('354 go on\r\n')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write('250 ok\r\n')
    }
  })
}
