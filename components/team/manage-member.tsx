'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback, useState } from 'react'
import type { ListedMember } from '#lib/members/index.ts'
import { INVITABLE_ROLES } from '#lib/members/schemas.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'

type InvitableRole = (typeof INVITABLE_ROLES)[number]
type OfMember = Act<{ memberId: string }, null>

export type ManageMemberProps = {
  member: Pick<ListedMember, 'id' | 'name' | 'email' | 'role' | 'status' | 'liveSessions'> & {
    hasSecondFactor: boolean
  }
  actions: {
    changeMemberRole: Act<{ memberId: string; role: InvitableRole }, null>
    suspendMember: OfMember
    resumeMember: OfMember
    endMemberSessions: OfMember
    resetSecondFactor: OfMember
  }
}

/** What an administrator may do about a colleague: the role, the live sessions, in or out. */
export function ManageMember({ member, actions }: ManageMemberProps) {
  const t = useTranslations('team')
  const [open, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  return (
    <>
      <Button size="sm" aria-label={t('manageOf', { name: member.name })} onClick={() => setOpen(true)}>
        {t('manage')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={member.name}
        description={`${member.email}. ${t('manageDescription')}`}
        closeLabel={t('close')}
      >
        <DialogBody>
          <RolePart member={member} act={actions.changeMemberRole} onDone={close} />
          <MemberPart
            text={t('endSessionsMeans', { count: member.liveSessions })}
            label={t('endSessions')}
            said={t('sessionsEnded', { name: member.name })}
            act={actions.endMemberSessions}
            memberId={member.id}
            disabled={member.liveSessions === 0}
            onDone={close}
          />
          {member.hasSecondFactor ? (
            <MemberPart
              text={t('resetFactorMeans')}
              label={t('resetFactor')}
              said={t('resetFactorDone', { name: member.name })}
              act={actions.resetSecondFactor}
              memberId={member.id}
              onDone={close}
            />
          ) : null}
          {member.status === 'active' ? (
            <MemberPart
              danger
              text={t('suspendMeans')}
              label={t('suspend')}
              said={t('suspended', { name: member.name })}
              act={actions.suspendMember}
              memberId={member.id}
              onDone={close}
            />
          ) : (
            <MemberPart
              text={t('resumeMeans')}
              label={t('resume')}
              said={t('resumed', { name: member.name })}
              act={actions.resumeMember}
              memberId={member.id}
              onDone={close}
            />
          )}
        </DialogBody>
      </Dialog>
    </>
  )
}

function useDone(said: string, onDone: () => void) {
  const say = useToast()
  const router = useRouter()
  return useCallback(() => {
    onDone()
    say(said)
    router.refresh()
  }, [say, said, router, onDone])
}

type RolePartProps = Pick<ManageMemberProps, 'member'> & {
  act: ManageMemberProps['actions']['changeMemberRole']
  onDone: () => void
}

function RolePart({ member, act, onDone }: RolePartProps) {
  const t = useTranslations('team')
  const roles = useTranslations('roles')
  const means = useTranslations('roleMeanings')
  const [role, setRole] = useState<string>(member.role)
  const { run, pending, refusal } = useAction(act, useDone(t('roleChanged', { name: member.name }), onDone))
  const options = INVITABLE_ROLES.map((value) => ({ value, label: roles(value), hint: means(value) }))
  return (
    <Part
      control={
        <Field label={t('role')}>
          {(field) => <Select control={field} value={role} onChange={setRole} options={options} />}
        </Field>
      }
      button={
        <Button
          className="h-9 sm:mt-6.5"
          pending={pending}
          disabled={role === member.role}
          // The options above are the only values there are.
          onClick={() => run({ memberId: member.id, role: role as InvitableRole })}
        >
          {t('changeRole')}
        </Button>
      }
    >
      <RefusalNotice refusal={refusal} />
    </Part>
  )
}

type MemberPartProps = {
  text: string
  label: string
  said: string
  act: OfMember
  memberId: string
  disabled?: boolean
  danger?: boolean
  onDone: () => void
}

function MemberPart({ text, label, said, act, memberId, disabled = false, danger = false, onDone }: MemberPartProps) {
  const { run, pending, refusal } = useAction(act, useDone(said, onDone))
  return (
    <Part
      control={<p className="text-sm text-ink-2">{text}</p>}
      button={
        <Button
          variant={danger ? 'danger' : 'secondary'}
          pending={pending}
          disabled={disabled}
          onClick={() => run({ memberId })}
        >
          {label}
        </Button>
      }
    >
      <RefusalNotice refusal={refusal} />
    </Part>
  )
}

function Part({ control, button, children }: { control: ReactNode; button: ReactNode; children: ReactNode }) {
  return (
    <div className="grid items-center gap-3 border-t pt-4 first:border-t-0 first:pt-0 sm:grid-cols-[1fr_auto]">
      {control}
      {button}
      <div className="empty:hidden sm:col-span-2">{children}</div>
    </div>
  )
}
