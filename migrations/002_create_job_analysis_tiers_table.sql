-- Migration: 002_create_job_analysis_tiers_table.sql
-- Date: 2026-11-23
-- Purpose: Analyse jobs in three tiers, each deeper and dearer than the one before
-- Part of: Tiered job analysis

-- Create tables
CREATE TABLE IF NOT EXISTS job_analysis_tiers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id bigint NOT NULL,
  tier smallint NOT NULL
    CONSTRAINT job_analysis_tiers_tier_known CHECK (tier BETWEEN 1 AND 3),
  status text NOT NULL DEFAULT 'pending'
    CONSTRAINT job_analysis_tiers_status_known
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'blocked')),
  model text
    CONSTRAINT job_analysis_tiers_model_not_empty CHECK (model <> ''),
  input_tokens bigint
    CONSTRAINT job_analysis_tiers_input_tokens_not_negative CHECK (input_tokens >= 0),
  output_tokens bigint
    CONSTRAINT job_analysis_tiers_output_tokens_not_negative CHECK (output_tokens >= 0),
  total_tokens bigint GENERATED ALWAYS AS (input_tokens + output_tokens) STORED,
  result jsonb,
  failure text,
  blocked_by_detection_id bigint
    CONSTRAINT job_analysis_tiers_blocked_by_detection_fkey
    REFERENCES security_detections (id) ON DELETE RESTRICT,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  CONSTRAINT job_analysis_tiers_job_tier_key UNIQUE (job_id, tier),
  CONSTRAINT job_analysis_tiers_started_unless_waiting
    CHECK (status IN ('pending', 'blocked') OR (started_at IS NOT NULL AND model IS NOT NULL)),
  CONSTRAINT job_analysis_tiers_finished_when_over
    CHECK ((finished_at IS NOT NULL) = (status IN ('completed', 'failed', 'blocked'))),
  CONSTRAINT job_analysis_tiers_finished_after_started CHECK (finished_at >= started_at),
  CONSTRAINT job_analysis_tiers_completed_whole
    CHECK (status <> 'completed' OR num_nulls(input_tokens, output_tokens, result) = 0),
  CONSTRAINT job_analysis_tiers_failed_with_failure
    CHECK ((status = 'failed') = (failure IS NOT NULL)),
  CONSTRAINT job_analysis_tiers_blocked_with_detection
    CHECK ((status = 'blocked') = (blocked_by_detection_id IS NOT NULL))
);

-- Create indexes
-- What the workers take next, and what one of them has left lying.
CREATE INDEX idx_job_analysis_tiers_pending ON job_analysis_tiers (tier, created_at)
  WHERE status = 'pending';
CREATE INDEX idx_job_analysis_tiers_running ON job_analysis_tiers (started_at)
  WHERE status = 'running';
CREATE INDEX idx_job_analysis_tiers_model ON job_analysis_tiers (model, finished_at)
  WHERE status = 'completed';
-- For the foreign key: without it, deleting a detection would read this whole table.
CREATE INDEX idx_job_analysis_tiers_blocked_by ON job_analysis_tiers (blocked_by_detection_id)
  WHERE blocked_by_detection_id IS NOT NULL;

-- Add comments
COMMENT ON TABLE job_analysis_tiers IS
  'One row for each tier of the analysis of a job: 1 sorts out, 2 scores, 3 reads in depth.';
COMMENT ON COLUMN job_analysis_tiers.job_id IS
  'The job, by the id of the system that collects jobs; its rows are found by (job_id, tier).';
COMMENT ON COLUMN job_analysis_tiers.tier IS '1 to 3; a tier runs when the one before is completed.';
COMMENT ON COLUMN job_analysis_tiers.status IS
  'pending, running, completed, failed, or blocked by a security detection.';
COMMENT ON COLUMN job_analysis_tiers.model IS 'The model that was asked; null until it starts.';
COMMENT ON COLUMN job_analysis_tiers.input_tokens IS 'Tokens sent to the model.';
COMMENT ON COLUMN job_analysis_tiers.output_tokens IS 'Tokens the model answered with.';
COMMENT ON COLUMN job_analysis_tiers.total_tokens IS 'Computed: what is paid for.';
COMMENT ON COLUMN job_analysis_tiers.result IS 'What the tier found out, in the form of its prompt.';
COMMENT ON COLUMN job_analysis_tiers.failure IS 'Why it failed, for people.';
COMMENT ON COLUMN job_analysis_tiers.blocked_by_detection_id IS
  'The detection that keeps the text of this job from the model.';
COMMENT ON COLUMN job_analysis_tiers.created_at IS 'When the tier was asked for.';
COMMENT ON COLUMN job_analysis_tiers.started_at IS 'When a worker took it.';
COMMENT ON COLUMN job_analysis_tiers.finished_at IS 'When it was over, well or badly.';
