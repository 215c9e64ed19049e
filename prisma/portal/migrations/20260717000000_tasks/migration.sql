-- Heavy work that somebody asked for and that goes on without them: the task, its rows one by one, and under which
-- `Idempotency-Key` it was asked for. The table is the queue: the worker takes a task by a lease that it renews with
-- every row, so that what a killed worker held goes on elsewhere from the first row that isn't done.

-- CreateTable
CREATE TABLE "task" (
    "id" TEXT NOT NULL,
    "institution_id" TEXT NOT NULL,
    "member_id" TEXT,
    "session_id" TEXT,
    "access_key_id" TEXT,
    "kind" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "relationship" TEXT,
    "ip" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "leased_by" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_row" (
    "task_id" TEXT NOT NULL,
    "institution_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "sealed_cpf" BYTEA NOT NULL,
    "sealed_result" BYTEA,

    CONSTRAINT "task_row_pkey" PRIMARY KEY ("task_id","line")
);

-- CreateTable
CREATE TABLE "task_request" (
    "institution_id" TEXT NOT NULL,
    "caller" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "task_id" TEXT NOT NULL,

    CONSTRAINT "task_request_pkey" PRIMARY KEY ("institution_id","caller","idempotency_key")
);

-- CreateIndex
CREATE INDEX "task_institution_id_created_at_idx" ON "task"("institution_id", "created_at");

-- CreateIndex
CREATE INDEX "task_state_due_at_idx" ON "task"("state", "due_at");

-- CreateIndex
CREATE INDEX "task_expires_at_idx" ON "task"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "task_institution_id_id_key" ON "task"("institution_id", "id");

-- CreateIndex
CREATE INDEX "task_request_institution_id_task_id_idx" ON "task_request"("institution_id", "task_id");

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institution"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "task_row" ADD CONSTRAINT "task_row_institution_id_task_id_fkey" FOREIGN KEY ("institution_id", "task_id") REFERENCES "task"("institution_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "task_request" ADD CONSTRAINT "task_request_institution_id_task_id_fkey" FOREIGN KEY ("institution_id", "task_id") REFERENCES "task"("institution_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "task"
  ADD CONSTRAINT "task_id_shape" CHECK ("id" ~ '^tar_[0-9A-Za-z]{22}$'),
  ADD CONSTRAINT "task_kind" CHECK ("kind" IN ('consulta_em_lote')),
  ADD CONSTRAINT "task_system" CHECK ("system" IN ('sistema2')),
  ADD CONSTRAINT "task_state" CHECK (
    "state" IN ('na_fila', 'executando', 'concluida', 'cancelada', 'falhou', 'negada')),
  -- Somebody asked: a member in a session, or a key.
  ADD CONSTRAINT "task_asker" CHECK (
    ("member_id" IS NULL) = ("session_id" IS NULL) AND ("member_id" IS NULL) <> ("access_key_id" IS NULL)),
  ADD CONSTRAINT "task_progress" CHECK ("total" BETWEEN 1 AND 10000 AND "done" BETWEEN 0 AND "total"),
  ADD CONSTRAINT "task_end" CHECK (("ended_at" IS NULL) = ("state" IN ('na_fila', 'executando')));
ALTER TABLE "task_row" ADD CONSTRAINT "task_row_line" CHECK ("line" BETWEEN 1 AND 10000);

-- What has ended stays ended, whoever tries.
CREATE FUNCTION "task_stays_ended"() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'a task that has ended stays as it is' USING ERRCODE = 'check_violation';
END $$;
REVOKE ALL ON FUNCTION "task_stays_ended"() FROM PUBLIC;
CREATE TRIGGER "task_stays_ended" BEFORE UPDATE ON "task" FOR EACH ROW
  WHEN (OLD."ended_at" IS NOT NULL)
  EXECUTE FUNCTION "task_stays_ended"();

ALTER TABLE "task" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "task" FORCE ROW LEVEL SECURITY;
ALTER TABLE "task_row" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "task_row" FORCE ROW LEVEL SECURITY;
ALTER TABLE "task_request" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "task_request" FORCE ROW LEVEL SECURITY;

-- The portal asks for tasks, cancels them and reads results; whose numbers are looked up it can't read back.
GRANT SELECT, INSERT ON "task" TO portal_app;
GRANT UPDATE ("state", "ended_at", "expires_at") ON "task" TO portal_app;
GRANT INSERT ON "task_row" TO portal_app;
GRANT SELECT ("task_id", "institution_id", "line", "sealed_result") ON "task_row" TO portal_app;
GRANT SELECT, INSERT ON "task_request" TO portal_app;
CREATE POLICY "own_institution" ON "task" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "task_row" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "task_request" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));

-- The worker does what was asked for, and can't change who asked, for what, or from where.
GRANT SELECT, DELETE ON "task" TO portal_worker;
GRANT UPDATE ("state", "done", "reason", "tries", "leased_by", "lease_until", "due_at", "started_at", "ended_at",
  "expires_at") ON "task" TO portal_worker;
GRANT SELECT, UPDATE ("sealed_result") ON "task_row" TO portal_worker;
CREATE POLICY "work" ON "task" TO portal_worker USING (true);
CREATE POLICY "work" ON "task_row" TO portal_worker USING (true);

-- The token server learns for whom a task runs, by its id and only while it runs.
GRANT SELECT ("id", "institution_id", "member_id", "session_id", "access_key_id", "state", "lease_until")
  ON "task" TO portal_auth;
CREATE POLICY "presented_credential" ON "task" FOR SELECT TO portal_auth
  USING ("id" = (SELECT current_setting('crivo.credential', true)) AND "state" = 'executando');
