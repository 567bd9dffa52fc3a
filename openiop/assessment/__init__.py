"""Times for an assessment, the assessment itself, the level of care, and handing on."""
