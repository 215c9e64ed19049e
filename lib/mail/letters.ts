import type { Mail } from './mail.ts'

type Language = 'pt-BR' | 'en'
type Letter = Pick<Mail, 'subject' | 'text'>

/*
 * What Crivo writes to people, in their language. No greeting by name in a letter that anybody can have sent to an
 * address of their choice, no link but our own, and always what to do if one didn't ask for it.
 */

export function passwordResetLetter(language: Language, { link, minutes }: { link: string; minutes: number }): Letter {
  if (language === 'en') {
    return letter('Choose a new password for Crivo', [
      'Someone, probably you, asked for a new password for this address.',
      `Choose it within ${minutes} minutes here:`,
      link,
      'If it was not you, do nothing: your password stays as it is.',
    ])
  }
  return letter('Escolha uma nova senha do Crivo', [
    'Alguém, provavelmente você, pediu uma nova senha para este endereço.',
    `Escolha-a em até ${minutes} minutos aqui:`,
    link,
    'Se não foi você, não faça nada: sua senha continua a mesma.',
  ])
}

export function passwordChangedLetter(language: Language): Letter {
  if (language === 'en') {
    return letter('Your Crivo password was changed', [
      'The password of your Crivo account has just been changed, and your other sessions were ended.',
      'If it was not you, ask for a new password on the sign-in page now and tell your administrator.',
    ])
  }
  return letter('Sua senha do Crivo foi alterada', [
    'A senha da sua conta no Crivo acaba de ser alterada e suas outras sessões foram encerradas.',
    'Se não foi você, peça agora uma nova senha na página de entrada e avise o administrador da sua instituição.',
  ])
}

export function approvalAskedLetter(language: Language, { link }: { link: string }): Letter {
  if (language === 'en') {
    return letter('A request awaits your decision on Crivo', [
      'Somebody of your institution asked for access to debts, and you are one of those who decide.',
      'See the reason, and decide, here:',
      link,
      'Whoever asked cannot approve it. If you do not decide within a day, the request expires.',
    ])
  }
  return letter('Um pedido aguarda a sua decisão no Crivo', [
    'Alguém da sua instituição pediu acesso a dívidas, e você é uma das pessoas que decidem.',
    'Veja o motivo e decida aqui:',
    link,
    'Quem pediu não pode aprovar. Sem decisão em um dia, o pedido expira.',
  ])
}

export type SecondFactorChange = 'enrolled' | 'removed' | 'reset'

const SECOND_FACTOR: Record<SecondFactorChange, Record<Language, { subject: string; what: string }>> = {
  enrolled: {
    'pt-BR': {
      subject: 'Verificação em duas etapas ativada no Crivo',
      what: 'A sua conta no Crivo passa a pedir um código do seu aplicativo autenticador. Suas outras sessões foram encerradas.',
    },
    en: {
      subject: 'Two-step verification is on for your Crivo account',
      what: 'Your Crivo account now asks for a code of your authenticator app. Your other sessions were ended.',
    },
  },
  removed: {
    'pt-BR': {
      subject: 'Verificação em duas etapas desativada no Crivo',
      what: 'A sua conta no Crivo deixou de pedir um código: agora só a senha a abre.',
    },
    en: {
      subject: 'Two-step verification is off for your Crivo account',
      what: 'Your Crivo account no longer asks for a code: the password alone opens it now.',
    },
  },
  reset: {
    'pt-BR': {
      subject: 'Um administrador redefiniu a sua verificação em duas etapas',
      what: 'Um administrador da sua instituição retirou o código da sua conta no Crivo e encerrou as suas sessões. Entre com a senha e ative a verificação outra vez.',
    },
    en: {
      subject: 'An administrator reset your two-step verification',
      what: 'An administrator of your institution took the code off your Crivo account and ended your sessions. Sign in with your password and set it up again.',
    },
  },
}

export function secondFactorLetter(language: Language, change: SecondFactorChange): Letter {
  const { subject, what } = SECOND_FACTOR[change][language]
  const otherwise =
    language === 'en'
      ? 'If you did not expect this, change your password now and tell your administrator.'
      : 'Se você não esperava por isto, troque a sua senha agora e avise o administrador da sua instituição.'
  return letter(subject, [what, otherwise])
}

export function invitationLetter(
  language: Language,
  { link, institution, days }: { link: string; institution: string; days: number },
): Letter {
  if (language === 'en') {
    return letter('You are invited to Crivo', [
      `${institution} invites you to its team on Crivo.`,
      `Accept within ${days} days here:`,
      link,
      'If you did not expect this, ignore this message.',
    ])
  }
  return letter('Você foi convidado para o Crivo', [
    `${institution} convida você para a equipe dela no Crivo.`,
    `Aceite em até ${days} dias aqui:`,
    link,
    'Se você não esperava por isto, ignore esta mensagem.',
  ])
}

function letter(subject: string, paragraphs: readonly string[]): Letter {
  return { subject, text: `${paragraphs.join('\n\n')}\n` }
}
