-- Migration: 001_create_security_detections_table.sql
-- Date: 2026-11-23
-- Purpose: Record prompts injected into a job and other attempts on its analysis
-- Part of: Security of the job analysis

-- Create tables
CREATE TABLE IF NOT EXISTS security_detections (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id bigint NOT NULL,
  source_field text NOT NULL
    CONSTRAINT security_detections_source_field_known
    CHECK (source_field IN ('title', 'description', 'requirements', 'company')),
  detection_type text NOT NULL
    CONSTRAINT security_detections_detection_type_known
    CHECK (detection_type IN (
      'prompt_injection', 'hidden_text', 'encoded_payload', 'data_exfiltration', 'suspicious_link'
    )),
  severity text NOT NULL
    CONSTRAINT security_detections_severity_known
    CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  pattern_matched text NOT NULL
    CONSTRAINT security_detections_pattern_matched_bounded
    CHECK (char_length(pattern_matched) BETWEEN 1 AND 200),
  text_sample text NOT NULL
    CONSTRAINT security_detections_text_sample_bounded
    CHECK (char_length(text_sample) BETWEEN 1 AND 500),
  action_taken text NOT NULL DEFAULT 'flagged'
    CONSTRAINT security_detections_action_taken_known
    CHECK (action_taken IN ('flagged', 'sanitized', 'blocked')),
  detected_at timestamptz NOT NULL DEFAULT now(),
  handled_at timestamptz,
  handled_by text,
  resolution text
    CONSTRAINT security_detections_resolution_known
    CHECK (resolution IN ('confirmed', 'false_positive')),
  CONSTRAINT security_detections_handled_whole
    CHECK (num_nulls(handled_at, handled_by, resolution) IN (0, 3)),
  CONSTRAINT security_detections_handled_after_detected
    CHECK (handled_at >= detected_at)
);

-- Create indexes
CREATE INDEX idx_security_detections_job ON security_detections (job_id, detected_at DESC);
CREATE INDEX idx_security_detections_type ON security_detections (detection_type, detected_at DESC);
-- The queue of a reviewer: few rows, however many were handled before.
CREATE INDEX idx_security_detections_open ON security_detections (severity, detected_at)
  WHERE handled_at IS NULL;

-- Add comments
COMMENT ON TABLE security_detections IS
  'One row for each suspicious passage found in the text of a job before it reached a model.';
COMMENT ON COLUMN security_detections.job_id IS
  'The job, by the id of the system that collects jobs; no foreign key, detections outlive jobs.';
COMMENT ON COLUMN security_detections.source_field IS 'The field of the job that held the passage.';
COMMENT ON COLUMN security_detections.detection_type IS 'What the passage tries to do.';
COMMENT ON COLUMN security_detections.severity IS 'How much harm it could do: low to critical.';
COMMENT ON COLUMN security_detections.pattern_matched IS 'The name of the rule that matched.';
COMMENT ON COLUMN security_detections.text_sample IS
  'The passage, cut to 500 characters. Hostile text: never give it to a model.';
COMMENT ON COLUMN security_detections.action_taken IS 'What happened to the job at once.';
COMMENT ON COLUMN security_detections.detected_at IS 'When the scanner found it.';
COMMENT ON COLUMN security_detections.handled_at IS 'When a person judged it; null while it is open.';
COMMENT ON COLUMN security_detections.handled_by IS 'Who judged it.';
COMMENT ON COLUMN security_detections.resolution IS 'The judgement: confirmed or false_positive.';
