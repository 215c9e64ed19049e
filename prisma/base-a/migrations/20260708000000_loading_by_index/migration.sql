-- A batch finds its few hundred rows among however many there are: by index, always. What the planner knows of these
-- tables is as old as the last autovacuum, and a load that begins on empty ones outruns it: each batch would then scan all
-- that came before it. The settings hold within the function, and for what it calls.
SET ROLE basea_definer;

ALTER FUNCTION control.load_batch(text, text, jsonb, jsonb, jsonb) SET enable_seqscan = off;
ALTER FUNCTION control.load_batch(text, text, jsonb, jsonb, jsonb) SET enable_hashjoin = off;
ALTER FUNCTION control.load_batch(text, text, jsonb, jsonb, jsonb) SET enable_mergejoin = off;

RESET ROLE;
