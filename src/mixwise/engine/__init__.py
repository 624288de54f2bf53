"""From resolved substances to findings: matching, explaining, assessing."""
